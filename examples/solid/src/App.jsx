import "devserver-jobs";
import { Show, createSignal } from "solid-js";

const withSession = (url, init) =>
  fetch(url, { ...init, headers: { ...init.headers, "x-portal-session": "made-up" } });

export default function App() {
  const [status, setStatus] = createSignal("");
  const [job, setJob] = createSignal();

  function select(event) {
    // The portal shows the job itself, in place of the element's own detail.
    event.preventDefault();
    setJob(event.detail);
  }

  return (
    <>
      <label>
        Show{" "}
        <select value={status()} onChange={(event) => setStatus(event.target.value)}>
          <option value="">All</option>
          <option value="PROCESSING">In progress</option>
          <option value="FINISHED">Finished</option>
        </select>
      </label>
      <devserver-jobs
        project-id="demo"
        prop:filterStatus={status()}
        prop:fetch={withSession}
        on:devserver-jobs-select={select}
      />
      <Show when={job()}>
        {(job) => (
          <aside aria-label="Job">
            <h2>{job().name}</h2>
            <p>{job().status}</p>
          </aside>
        )}
      </Show>
    </>
  );
}
