// One job as a row of the table. The row stays where it is and follows the job that is in its place.
import { age, exact, number, outcomeWords, tone, typeName } from "../shared/jobs.js";

export function JobRow(props) {
  return (
    <tr data-job-id={props.job.id}>
      <th scope="row">
        <a href={`?job=${props.job.id}`}>{props.job.name}</a>
        <small>{props.job.description}</small>
      </th>
      <td>
        <span class="badge" data-tone={tone(props.job)}>
          {outcomeWords(props.job)}
        </span>
      </td>
      <td>{number(props.job.abnormal_count)}</td>
      <td>
        <span>{typeName(props.job)}</span>
        <small>{typeName(props.job) !== props.job.type && props.job.type}</small>
      </td>
      <td>{props.job.user_name}</td>
      <td>
        <time>{exact(props.job.create_at)}</time>
        <small>{age(props.job.create_at, props.now)}</small>
      </td>
      <td>
        <time>{exact(props.job.update_at)}</time>
        <small>{age(props.job.update_at, props.now)}</small>
      </td>
      <td>
        <code>{props.job.id}</code>
      </td>
    </tr>
  );
}
