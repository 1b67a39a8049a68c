// What is measured, and where each of them has what the driver uses. It drives nothing.

/** What every peer has by the same names, so far as its kit lets it. */
const COMMON = {
  /** Where a shadow root holds everything. */
  host: "",
  row: "tbody tr[data-job-id]",
  /** How many jobs are shown: the first number in the first of these that has one. */
  counts: ["#count"],
  /** What is there while the list is still coming, and not the whole one. */
  busy: "",
  find: "#find",
  next: "#next",
  previous: "#previous",
  refresh: "#refresh",
  /** What is there from the press of that button until the answer is on the screen. */
  refreshing: '#refresh[aria-busy="true"]',
  sortByName: 'th[data-column="name"] button',
  sortByUser: 'th[data-column="user"] button',
  /** The toggle of the jobs that finished with failures. */
  toggle: ".toggles button:first-child",
  /** The file that loads behind the list, which needs nothing of it. */
  later: "",
};

export const SUBJECTS = [
  { ...COMMON, name: "vanilla" },
  { ...COMMON, name: "solid" },
  { ...COMMON, name: "react-tanstack" },
  {
    ...COMMON,
    name: "cloudscape",
    row: "tbody [data-job-id]",
    counts: ["h2"],
    next: 'button[aria-label="Next page"]',
    previous: 'button[aria-label="Previous page"]',
    refreshing: '#refresh[aria-disabled="true"]',
    sortByName: 'thead th:nth-child(1) [role="button"]',
    sortByUser: 'thead th:nth-child(5) [role="button"]',
    toggle: "button[aria-pressed]",
  },
  {
    ...COMMON,
    name: "devserver-jobs",
    host: "devserver-jobs",
    row: "tr[data-job-id]",
    // The heading counts all that have come, what was found is told where one looks for it.
    counts: [".refine .matches", "#heading .count"],
    busy: 'table[aria-busy="true"]',
    next: "nav.pages .step:last-of-type",
    previous: "nav.pages .step:first-of-type",
    refresh: "button.refresh",
    refreshing: 'table[aria-busy="true"]',
    sortByName: "th.column-name button.sort",
    sortByUser: "th.column-user button.sort",
    toggle: '.chips button[data-tone="error"]',
    later: "_devserver-jobs_lazy.wasm",
  },
];

export const OURS = "devserver-jobs";
export const PEERS = SUBJECTS.map(({ name }) => name).filter((name) => name !== OURS);
