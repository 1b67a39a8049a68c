// The subjects, and the selectors of the elements that the driver uses.

/** The selectors that are the same for all peers, as far as their UI kits allow it. */
const COMMON = {
  /** The element with the shadow root, if there is one. */
  host: "",
  row: "tbody tr[data-job-id]",
  /** The number of displayed jobs: the first number in the first of these elements that has one. */
  counts: ["#count"],
  /** An element that exists only while the list is arriving. */
  busy: "",
  find: "#find",
  next: "#next",
  previous: "#previous",
  refresh: "#refresh",
  /** An element that exists from the click on this button until the response is displayed. */
  refreshing: '#refresh[aria-busy="true"]',
  sortByName: 'th[data-column="name"] button',
  sortByUser: 'th[data-column="user"] button',
  /** The toggle for jobs that finished with failures. */
  toggle: ".toggles button:first-child",
  /** The file that loads after the list, which does not depend on it. */
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
    // The heading has the number of all received jobs; the number of matches is beside the find field.
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
