// The expected lists, computed from the recorded body without the code of a subject. Measures nothing.

const PAGE_SIZE = 20;
/** The displayed names of types, which are also searched. */
const TYPES = {
  ASCEND_SOFTWARE_UPGRADE: "Software upgrade",
  ASCEND_SOFTWARE_QUERY: "Software query",
  ASCEND_DIAGNOSIS: "Diagnosis",
  ASCEND_SYSTEM_CONFIG: "System configuration",
  LOG_COLLECT: "Log collection",
  SERVICE_DEPLOY: "Service deployment",
  COMMON: "Common",
};
/** Texts that are typed letter by letter, as long as something is found. */
const TYPED = ["chen.wei", "7f3a", "rack 7 roll"];

/** A screen: the IDs of its rows, and the number of jobs on all pages. */
function screen(jobs, page = 1) {
  const ids = jobs.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(({ id }) => id);
  return { ids, total: jobs.length };
}

export class Oracle {
  constructor(body) {
    const { data } = JSON.parse(body.toString("utf8"));
    this.newest = [...data].sort((a, b) => b.create_at - a.create_at);
    if (new Set(data.map(({ id }) => id)).size !== data.length) throw new Error("the recorded list has an id twice");
  }

  page(page = 1) {
    return screen(this.newest, page);
  }

  /** The screens after each letter of each text. A letter without a visible change has none. */
  *typed() {
    const texts = this.newest.map(({ name, id, description, user_name: user, type }) =>
      [name, id, description ?? "", user, type, TYPES[type] ?? ""].join("\n").toLowerCase(),
    );
    for (const word of TYPED) {
      const letters = [];
      let before = JSON.stringify(this.page());
      for (let end = 1; end <= word.length; end += 1) {
        const text = word.slice(0, end);
        const words = text.split(" ").filter(Boolean);
        const found = screen(this.newest.filter((_, at) => words.every((one) => texts[at].includes(one))));
        if (found.total === 0) break;
        const now = JSON.stringify(found);
        letters.push({ text, expect: now === before ? undefined : found });
        before = now;
      }
      yield letters;
    }
  }

  /** The jobs that finished with failures. */
  failed() {
    return screen(this.newest.filter(({ status, abnormal_count: failed }) => status === "FINISHED" && failed > 0));
  }

  /** Ignores case, compares runs of digits by value, and sorts equal names newest first. */
  byName(descending = false) {
    const key = ({ name }) => name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(20, "0"));
    return this.#by(key, descending);
  }

  byUser(descending = false) {
    return this.#by(({ user_name: user }) => user, descending);
  }

  #by(key, descending) {
    const sign = descending ? -1 : 1;
    const keyed = this.newest.map((job) => ({ job, key: key(job) }));
    keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0));
    return screen(keyed.map(({ job }) => job));
  }
}

/** The row of the first page that a refresh changes. */
const CHANGED_ROW = 2;

/**
 * The same body with three changed jobs, one of them on the first page, and the text of its row. No job is created, so
 * the order stays the same.
 */
export function refreshed(body, { newest }, text) {
  let changed = body.toString("utf8");
  for (const job of [newest[CHANGED_ROW], newest[newest.length >> 1], newest[newest.length - 3]]) {
    const before = JSON.stringify(job);
    if (!changed.includes(before)) throw new Error("the recorded list is not written as expected");
    const { create_at, update_at, id, name, user_name, description: _, ...rest } = job;
    changed = changed.replace(before, () =>
      JSON.stringify({ create_at, update_at: update_at + 60_000, id, name, user_name, description: text, ...rest }),
    );
  }
  const expect = { ...screen(newest), text: { row: CHANGED_ROW, holds: text } };
  return { body: Buffer.from(changed), expect };
}
