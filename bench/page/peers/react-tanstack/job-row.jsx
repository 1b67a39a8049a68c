// One job as a row of the table. It decides nothing.
import { memo } from "react";
import { age, exact, number, outcomeWords, tone, typeName } from "../shared/jobs.js";

export const JobRow = memo(function JobRow({ job, now }) {
  const type = typeName(job);
  return (
    <tr data-job-id={job.id}>
      <th scope="row">
        <a href={`?job=${job.id}`}>{job.name}</a>
        <small>{job.description}</small>
      </th>
      <td>
        <span className="badge" data-tone={tone(job)}>
          {outcomeWords(job)}
        </span>
      </td>
      <td>{number(job.abnormal_count)}</td>
      <td>
        <span>{type}</span>
        <small>{type !== job.type && job.type}</small>
      </td>
      <td>{job.user_name}</td>
      <td>
        <time>{exact(job.create_at)}</time>
        <small>{age(job.create_at, now)}</small>
      </td>
      <td>
        <time>{exact(job.update_at)}</time>
        <small>{age(job.update_at, now)}</small>
      </td>
      <td>
        <code>{job.id}</code>
      </td>
    </tr>
  );
});
