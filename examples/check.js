// What the frameworks' check pages share: two sets of settings with a value of every kind, what was heard, and
// when the element is defined. end2end/frameworks.spec.ts drives it by the name `check`.

const askAs = (name) => (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-set": name } });

const first = {
  projectId: "one",
  theme: "light",
  pageSize: 5,
  syncUrl: true,
  filterVisible: true,
  projects: ["one", "two"],
  columns: ["name", "outcome"],
  messages: { "en-US": { refresh: "Reload" } },
  labels: { statuses: { QUEUED: "Waiting" } },
  fetch: askAs("first"),
};

const second = {
  projectId: "two",
  theme: "dark",
  pageSize: 10,
  syncUrl: false,
  filterVisible: false,
  projects: ["two", "three", "four"],
  columns: ["name", "type", "created"],
  messages: { "en-US": { refresh: "Once more" } },
  labels: { statuses: { QUEUED: { label: "In line", tone: "in-progress" } } },
  fetch: askAs("second"),
};

export const check = {
  first,
  second,
  /** The events that came, in their order. */
  heard: [],
  /** The events whose default is prevented, by name. */
  forbidden: [],
  hear(event) {
    check.heard.push({ name: event.type, detail: event.detail });
    if (check.forbidden.includes(event.type)) event.preventDefault();
  },
  /** Defines the element. @type {() => Promise<unknown>} */
  define: undefined,
  /** Gives the element these settings. @type {(settings: typeof first) => void} */
  set: undefined,
  /** Takes the element away, or puts one there. @type {(is: boolean) => void} */
  show: undefined,
};

globalThis.check = check;

/** Whether the element is to be defined only when it is there. */
export const late = location.search === "?late";

/** Renders the page when the element is defined, or before that. */
export async function start(define, render) {
  check.define = define;
  if (!late) await define();
  render();
}
