// The screen: what was typed and pressed goes to the list, what the list says is shown.
import { For, Index, Show, batch, createMemo, createSignal } from "solid-js";
import { COLUMNS, OUTCOMES, PAGE_SIZE, number, pageNumbers, projectId } from "../shared/jobs.js";
import { createJobs } from "./jobs.js";
import { JobRow } from "./job-row.jsx";

export function JobList() {
  const { list, change, loading, error, at, refresh } = createJobs();
  const [wanted, setWanted] = createSignal(1);
  const shown = createMemo(() => list().shown());
  const pages = () => Math.max(1, Math.ceil(shown().length / PAGE_SIZE));
  const page = createMemo(() => Math.min(wanted(), pages()));
  const first = () => (page() - 1) * PAGE_SIZE;
  const rows = createMemo(() => {
    const { jobs } = list();
    return Array.from(shown().subarray(first(), first() + PAGE_SIZE), (place) => jobs[place]);
  });
  // Numbers are equal where nothing has changed; the array of them is not.
  const numbers = createMemo(() => pageNumbers(page(), pages()));

  /** A change of what is shown begins on its first page. */
  const narrow = (act) =>
    batch(() => {
      change(act);
      setWanted(1);
    });
  const direction = (column) => {
    const { column: present, descending } = list();
    return present !== column ? "none" : descending ? "descending" : "ascending";
  };
  return (
    <>
      <header>
        <h2>
          Jobs <span id="count">{at() > 0 && `(${number(shown().length)})`}</span>
        </h2>
        <code>{projectId()}</code>
        <input
          id="find"
          type="search"
          placeholder="Find"
          aria-label="Find"
          autocomplete="off"
          onInput={(event) => narrow((list) => list.find(event.currentTarget.value))}
        />
        <button id="refresh" type="button" onClick={refresh} aria-busy={loading()}>
          Refresh
        </button>
      </header>
      <div class="toggles">
        <For each={OUTCOMES}>
          {({ label }, outcome) => (
            <button
              type="button"
              aria-pressed={list().outcomes.has(outcome())}
              onClick={() => narrow((list) => list.toggle(outcome()))}
            >
              {label} {number(list().counts[outcome()])}
            </button>
          )}
        </For>
      </div>
      <Show when={error()}>
        <p role="alert">The list could not be loaded: {error().message}</p>
      </Show>
      <table>
        <thead>
          <tr>
            <For each={COLUMNS}>
              {(column) => (
                <th scope="col" data-column={column.name} aria-sort={direction(column)}>
                  <button type="button" onClick={() => narrow((list) => list.sortBy(column))}>
                    {column.label}
                  </button>
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <Index each={rows()}>{(job) => <JobRow job={job()} now={at()} />}</Index>
        </tbody>
      </table>
      <footer>
        <span id="range">
          {shown().length > 0
            ? `${number(first() + 1)}–${number(first() + rows().length)} of ${number(shown().length)}`
            : "No matches"}
        </span>
        <button
          id="previous"
          type="button"
          aria-label="Previous page"
          disabled={page() === 1}
          onClick={() => setWanted(page() - 1)}
        >
          ‹
        </button>
        <For each={numbers()}>
          {(one) => (
            <Show when={one > 0} fallback={<span>…</span>}>
              <button
                type="button"
                aria-current={one === page() ? "page" : undefined}
                onClick={() => setWanted(one)}
              >
                {number(one)}
              </button>
            </Show>
          )}
        </For>
        <button
          id="next"
          type="button"
          aria-label="Next page"
          disabled={page() === pages()}
          onClick={() => setWanted(page() + 1)}
        >
          ›
        </button>
      </footer>
    </>
  );
}
