// The expected list, computed from the JSON without the component's code. Uses no browser.

/** A row as the gateway sends it. */
export type Job = {
  create_at: number;
  update_at: number;
  id: string;
  name: string;
  user_name: string;
  description?: string;
  type: string;
  status: string;
  abnormal_count: number;
};

export type Direction = 'ascending' | 'descending';

/** Each column by its heading, with the direction after the first activation. */
export const COLUMNS = {
  Name: { first: 'ascending', compare: (a, b) => natural(a.name, b.name) },
  Outcome: { first: 'ascending', compare: (a, b) => outcome(a) - outcome(b) },
  'Failed nodes': { first: 'descending', compare: (a, b) => a.abnormal_count - b.abnormal_count },
  Type: { first: 'ascending', compare: (a, b) => natural(a.type, b.type) },
  User: { first: 'ascending', compare: (a, b) => natural(a.user_name, b.user_name) },
  Created: { first: 'descending', compare: (a, b) => a.create_at - b.create_at },
  Updated: { first: 'descending', compare: (a, b) => a.update_at - b.update_at },
  'Job ID': { first: 'ascending', compare: (a, b) => natural(a.id, b.id) },
} satisfies Record<string, { first: Direction; compare: (a: Job, b: Job) => number }>;

export type Column = keyof typeof COLUMNS;

/** The IDs of the whole list in order; equal jobs are sorted newest first, and then in the order of the response. */
export function sorted(jobs: readonly Job[], column: Column = 'Created', direction: Direction = 'descending'): string[] {
  const { compare } = COLUMNS[column];
  const sign = direction === 'ascending' ? 1 : -1;
  return [...jobs].sort((a, b) => sign * compare(a, b) || b.create_at - a.create_at).map((job) => job.id);
}

/** The displayed names of types. */
const TYPES: Record<string, string> = {
  ASCEND_SOFTWARE_UPGRADE: 'Software upgrade',
  ASCEND_SOFTWARE_QUERY: 'Software query',
  ASCEND_DIAGNOSIS: 'Diagnosis',
  ASCEND_SYSTEM_CONFIG: 'System configuration',
  LOG_COLLECT: 'Log collection',
  SERVICE_DEPLOY: 'Service deployment',
  COMMON: 'Common',
};

/** The jobs that contain every word in any of the searched values. */
export function found(jobs: readonly Job[], text: string): Job[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    const { name, id, description, user_name, type } = job;
    const texts = [name, id, description ?? '', user_name, type, TYPES[type] ?? ''].map((text) => text.toLowerCase());
    return words.every((word) => texts.some((text) => text.includes(word)));
  });
}

/** The finished jobs with failed nodes, for which the cloud has no status. */
export function failed(jobs: readonly Job[]): Job[] {
  return jobs.filter((job) => job.status === 'FINISHED' && job.abnormal_count > 0);
}

/** The ranks of outcomes: failed, in progress, unknown, finished, deleted. */
function outcome({ status, abnormal_count }: Job): number {
  const known = ['PROCESSING', 'ACTIVE', 'other', 'FINISHED', 'DELETED'];
  if (abnormal_count > 0 && status === 'FINISHED') return -2;
  if (abnormal_count > 0 && status === 'PROCESSING') return -1;
  return known.includes(status) ? known.indexOf(status) : known.indexOf('other');
}

/** Ignores case, and compares runs of digits by value: `job-9` before `Job-10`. */
function natural(a: string, b: string): number {
  const [x, y] = [key(a), key(b)];
  return x < y ? -1 : Number(x > y);
}

const keys = new Map<string, string>();

/** Pads runs of digits to the same length, so that comparing characters compares values. */
function key(text: string): string {
  let found = keys.get(text);
  if (found === undefined) {
    found = text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(16, '0'));
    keys.set(text, found);
  }
  return found;
}
