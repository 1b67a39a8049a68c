// An application of qiankun, in one script.
__webpack_public_path__ = window.__INJECTED_PUBLIC_PATH_BY_QIANKUN__;

let jobs;

export async function bootstrap() {}

export async function mount({ container }) {
  const { mount } = await import("devserver-jobs");
  jobs = mount(container.querySelector("main"), { projectId: "demo" });
}

export async function unmount() {
  jobs.dispose();
}
