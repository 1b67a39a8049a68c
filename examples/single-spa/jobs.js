// The application that shows the job list.
import { mount as show } from "devserver-jobs";

let jobs;

export async function bootstrap() {}

export async function mount() {
  jobs = show(document.querySelector("#place"), { projectId: "demo" });
}

export async function unmount() {
  jobs.dispose();
}
