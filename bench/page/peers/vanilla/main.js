// The list in hand-written DOM: what can practically be reached without a framework. Which jobs are shown in which
// order is list.js's business, a row is row.js's.
import "../shared/style.css";
import { COLUMNS, OUTCOMES, PAGE_SIZE, fetchJobs, number, pageNumbers, projectId } from "../shared/jobs.js";
import { List } from "../shared/list.js";
import { Rows } from "./row.js";

const list = new List();
let page = 1;

document.querySelector("#root").innerHTML = `
  <header>
    <h2>Jobs <span id="count"></span></h2>
    <code>${projectId().replace(/[^\w-]/g, "")}</code>
    <input id="find" type="search" placeholder="Find" aria-label="Find" autocomplete="off" />
    <button id="refresh" type="button">Refresh</button>
  </header>
  <div class="toggles"></div>
  <p role="alert" hidden></p>
  <table>
    <thead><tr></tr></thead>
    <tbody></tbody>
  </table>
  <footer>
    <span id="range"></span>
    <button id="previous" type="button" aria-label="Previous page">‹</button>
    <span id="pages"></span>
    <button id="next" type="button" aria-label="Next page">›</button>
  </footer>`;
const byId = (id) => document.getElementById(id);
const [count, find, refresh] = ["count", "find", "refresh"].map(byId);
const [range, previous, pages, next] = ["range", "previous", "pages", "next"].map(byId);
const alert = document.querySelector("[role=alert]");
const rows = new Rows(document.querySelector("tbody"));

const toggles = OUTCOMES.map((_, outcome) => {
  const toggle = button("", () => {
    list.toggle(outcome);
    page = 1;
    show();
  });
  document.querySelector(".toggles").append(toggle);
  return toggle;
});
const headers = COLUMNS.map((column) => {
  const header = document.createElement("th");
  header.scope = "col";
  header.dataset.column = column.name;
  header.append(button(column.label, () => {
    list.sortBy(column);
    page = 1;
    show();
  }));
  document.querySelector("thead tr").append(header);
  return header;
});
find.addEventListener("input", () => {
  list.find(find.value);
  page = 1;
  show();
});
refresh.addEventListener("click", load);
previous.addEventListener("click", () => go(page - 1));
next.addEventListener("click", () => go(page + 1));
pages.addEventListener("click", ({ target }) => target.dataset.page && go(Number(target.dataset.page)));
load();

let request;
async function load() {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  attribute(refresh, "aria-busy", "true");
  try {
    list.take(await fetchJobs(signal));
    alert.hidden = true;
    show();
    attribute(refresh, "aria-busy", "false");
  } catch (error) {
    if (signal.aborted) return;
    write(alert, `The list could not be loaded: ${error.message}`);
    alert.hidden = false;
    attribute(refresh, "aria-busy", "false");
  }
}

function go(to) {
  page = to;
  show();
}

function show() {
  const shown = list.shown();
  const last = Math.max(1, Math.ceil(shown.length / PAGE_SIZE));
  page = Math.min(Math.max(page, 1), last);
  const start = (page - 1) * PAGE_SIZE;
  const end = Math.min(start + PAGE_SIZE, shown.length);
  rows.show(Array.from(shown.subarray(start, end), (place) => list.jobs[place]));
  write(count, `(${number(shown.length)})`);
  write(range, shown.length > 0 ? `${number(start + 1)}–${number(end)} of ${number(shown.length)}` : "No matches");
  previous.disabled = page === 1;
  next.disabled = page === last;
  showPages(last);
  for (const [outcome, toggle] of toggles.entries()) {
    write(toggle, `${OUTCOMES[outcome].label} ${number(list.counts[outcome])}`);
    attribute(toggle, "aria-pressed", String(list.outcomes.has(outcome)));
  }
  for (const [at, header] of headers.entries()) {
    const direction = list.descending ? "descending" : "ascending";
    attribute(header, "aria-sort", list.column === COLUMNS[at] ? direction : "none");
  }
}

let pagesShown;
function showPages(last) {
  if (pagesShown === `${page} of ${last}`) return;
  pagesShown = `${page} of ${last}`;
  pages.replaceChildren(...pageNumbers(page, last).map((one) => {
    if (one === 0) return "…";
    const made = button(number(one));
    made.dataset.page = one;
    if (one === page) made.setAttribute("aria-current", "page");
    return made;
  }));
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (act) made.addEventListener("click", act);
  return made;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function attribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
