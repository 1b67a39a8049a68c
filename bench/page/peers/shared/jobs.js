// What every peer knows of a job: how the list is asked for, what a job came to, how it is found, ordered and
// written. It holds no state, no element and no framework.

/** Rows a page. */
export const PAGE_SIZE = 20;

const TYPES = {
  ASCEND_SOFTWARE_UPGRADE: "Software upgrade",
  ASCEND_SOFTWARE_QUERY: "Software query",
  ASCEND_DIAGNOSIS: "Diagnosis",
  ASCEND_SYSTEM_CONFIG: "System configuration",
  LOG_COLLECT: "Log collection",
  SERVICE_DEPLOY: "Service deployment",
  COMMON: "Common",
};

/** Failed first, the good and the gone last: the place in here is where an outcome stands when it is sorted. */
export const OUTCOMES = [
  { kind: "finished-failures", label: "Finished with failures", tone: "error" },
  { kind: "processing-failures", label: "Processing with failures", tone: "warning" },
  { kind: "processing", label: "Processing", tone: "in-progress" },
  { kind: "active", label: "Active", tone: "neutral" },
  { kind: "other", label: "Other", tone: "neutral" },
  { kind: "finished", label: "Finished", tone: "success" },
  { kind: "deleted", label: "Deleted", tone: "stopped" },
];
const [FINISHED_FAILURES, PROCESSING_FAILURES, PROCESSING, ACTIVE, OTHER, FINISHED, DELETED] = OUTCOMES.keys();

/** The columns from left to right, each with the direction that is wanted first. */
export const COLUMNS = [
  { name: "name", label: "Name", descending: false, value: (job) => (job.nameKey ??= naturalKey(job.name)) },
  { name: "outcome", label: "Outcome", descending: false, value: outcomeOf },
  { name: "failed", label: "Failed nodes", descending: true, value: (job) => job.abnormal_count ?? 0 },
  { name: "type", label: "Type", descending: false, value: (job) => job.type },
  { name: "user", label: "User", descending: false, value: (job) => job.user_name },
  { name: "created", label: "Created", descending: true, value: (job) => job.create_at },
  { name: "updated", label: "Updated", descending: true, value: (job) => job.update_at },
  { name: "id", label: "Job ID", descending: false, value: (job) => job.id },
];

export function projectId() {
  return new URLSearchParams(location.search).get("project-id") ?? "demo";
}

/** The rows as the cloud sends them. */
export async function fetchJobs(signal) {
  const path = `/v1/${encodeURIComponent(projectId())}/dev-servers/jobs`;
  const response = await fetch(path, { headers: { Accept: "application/json" }, signal });
  if (!response.ok) throw new Error(`The list was refused with ${response.status}`);
  const { data } = await response.json();
  return data;
}

/** The place of a job's outcome in OUTCOMES. */
export function outcomeOf({ status, abnormal_count: failed }) {
  if (status === "FINISHED") return failed > 0 ? FINISHED_FAILURES : FINISHED;
  if (status === "PROCESSING") return failed > 0 ? PROCESSING_FAILURES : PROCESSING;
  if (status === "ACTIVE") return ACTIVE;
  return status === "DELETED" ? DELETED : OTHER;
}

/** How many jobs came to each outcome. */
export function countOutcomes(jobs) {
  const counts = OUTCOMES.map(() => 0);
  for (const job of jobs) counts[outcomeOf(job)] += 1;
  return counts;
}

/** What a badge says. */
export function outcomeWords(job) {
  const nodes = () => `${number(job.abnormal_count)} node${job.abnormal_count === 1 ? "" : "s"} failed`;
  switch (outcomeOf(job)) {
    case FINISHED_FAILURES:
      return `Finished, ${nodes()}`;
    case PROCESSING_FAILURES:
      return `Processing, ${nodes()}`;
    case OTHER:
      return job.status ?? "Unknown";
    default:
      return OUTCOMES[outcomeOf(job)].label;
  }
}

export function tone(job) {
  return OUTCOMES[outcomeOf(job)].tone;
}

/** A type's readable name; an undocumented one stays as it came. */
export function typeName(job) {
  return TYPES[job.type] ?? job.type;
}

/** What is looked through when jobs are found, in lower case; made once for a job. */
export function searchText(job) {
  const { name, id, description, user_name: user, type } = job;
  return (job.text ??= [name, id, description, user, type, typeName(job)].join("\n").toLowerCase());
}

/** The words of what was typed. */
export function wordsOf(query) {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether every word occurs. A loop: this runs a hundred thousand times for a letter. */
export function hasWords(text, words) {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}

/** By the column's value; equal jobs stand newest first. */
export function comparison({ value }, descending) {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    return x < y ? -sign : x > y ? sign : b.create_at - a.create_at;
  };
}

/** Case folded, and runs of digits made equally long, so that `job-9` stands before `Job-10`. */
function naturalKey(text) {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(16, "0"));
}

/** The page numbers to offer, with `0` for a gap: the first, the last, and those around the present one. */
export function pageNumbers(page, pages) {
  const wanted = [1, page - 1, page, page + 1, pages].filter((one) => one >= 1 && one <= pages);
  const shown = [...new Set(wanted)].sort((a, b) => a - b);
  return shown.flatMap((one, at) => (at > 0 && one - shown[at - 1] > 1 ? [0, one] : [one]));
}

const numberFormat = new Intl.NumberFormat("en-US");
const timeFormat = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
const ageFormat = new Intl.RelativeTimeFormat("en-US");

export function number(value) {
  return numberFormat.format(value);
}

/** Date and time in the reader's zone, exact to the second. */
export function exact(at) {
  return timeFormat.format(at);
}

const UNITS = [
  [365 * 86_400_000, "year"],
  [30 * 86_400_000, "month"],
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
];

/** How long ago, in the largest unit that fits. */
export function age(at, now) {
  for (const [length, unit] of UNITS) {
    if (Math.abs(at - now) >= length) return ageFormat.format(Math.trunc((at - now) / length), unit);
  }
  return "just now";
}
