// The columns, as the kit's table wants them. It orders nothing.
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { COLUMNS, age, exact, number, outcomeWords, tone, typeName } from "../shared/jobs.js";

const INDICATORS = {
  error: "error",
  warning: "warning",
  "in-progress": "in-progress",
  success: "success",
  stopped: "stopped",
  neutral: "info",
};

const second = (text) => (
  <Box variant="small" color="text-body-secondary" display="block">
    {text}
  </Box>
);
const time = (at, now) => (
  <>
    <time>{exact(at)}</time>
    {second(age(at, now))}
  </>
);

// The kit's rows take no attributes, so the job's id stands on what is in the first cell.
const CELLS = {
  name: (job) => (
    <div data-job-id={job.id}>
      <Link href={`?job=${job.id}`}>{job.name}</Link>
      {job.description && second(job.description)}
    </div>
  ),
  outcome: (job) => <StatusIndicator type={INDICATORS[tone(job)]}>{outcomeWords(job)}</StatusIndicator>,
  failed: (job) => (job.abnormal_count > 0 ? <Badge color="red">{number(job.abnormal_count)}</Badge> : number(0)),
  type: (job) => (
    <>
      {typeName(job)}
      {typeName(job) !== job.type && second(job.type)}
    </>
  ),
  user: (job) => job.user_name,
  created: (job, now) => time(job.create_at, now),
  updated: (job, now) => time(job.update_at, now),
  id: (job) => <Box variant="code">{job.id}</Box>,
};

/** `now` is when the list arrived. */
export function columnsAt(now) {
  return COLUMNS.map(({ name, label }) => ({
    id: name,
    header: label,
    cell: (job) => CELLS[name](job, now),
    sortingField: name,
    isRowHeader: name === "name",
  }));
}
