import "devserver-jobs";
import "devserver-jobs/themes/huawei.css";
import { useState } from "react";

// Outside of the component: another function at each render would ask anew each time.
const withSession = (url, init) =>
  fetch(url, { ...init, headers: { ...init.headers, "x-portal-session": "made-up" } });

export default function App() {
  const [status, setStatus] = useState("");
  const [job, setJob] = useState(null);

  function select(event) {
    // The portal shows the job itself, in place of the element's own detail.
    event.preventDefault();
    setJob(event.detail);
  }

  return (
    <>
      <label>
        Show{" "}
        <select value={status} onChange={(event) => setStatus(event.target.value)}>
          <option value="">All</option>
          <option value="PROCESSING">In progress</option>
          <option value="FINISHED">Finished</option>
        </select>
      </label>
      <devserver-jobs
        projectId="demo"
        filterStatus={status}
        fetch={withSession}
        ondevserver-jobs-select={select}
      />
      {job && (
        <aside aria-label="Job">
          <h2>{job.name}</h2>
          <p>{job.status}</p>
        </aside>
      )}
    </>
  );
}
