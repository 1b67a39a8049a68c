// The screen: what was typed and pressed goes to the table, what the table says is shown.
import { useMemo, useState } from "react";
import { useTable } from "@tanstack/react-table";
import { COLUMNS, OUTCOMES, countOutcomes, number, pageNumbers, projectId, wordsOf } from "../shared/jobs.js";
import { useJobs } from "../shared/use-jobs.js";
import { JobRow } from "./job-row.jsx";
import { columns, features, initialState, sortingBy } from "./table.js";

const getRowId = (job) => job.id;

export function JobList() {
  const { jobs, at, error, loading, refresh } = useJobs();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(new Set());
  // A refresh keeps the page; what changes the order or the rows goes to the first one itself.
  const table = useTable({ features, columns, data: jobs, getRowId, initialState, autoResetPageIndex: false });
  const { sorting, pagination } = table.state;
  const counts = useMemo(() => countOutcomes(jobs), [jobs]);

  const filter = (query, chosen) => {
    const words = wordsOf(query);
    const filters = [];
    if (chosen.size > 0) filters.push({ id: "outcome", value: chosen });
    if (words.length > 0) filters.push({ id: "name", value: words });
    table.setColumnFilters(filters);
    table.setPageIndex(0);
  };
  const find = (event) => {
    setQuery(event.target.value);
    filter(event.target.value, chosen);
  };
  const toggle = (outcome) => {
    const next = new Set(chosen);
    if (!next.delete(outcome)) next.add(outcome);
    setChosen(next);
    filter(query, next);
  };
  const sort = ({ name, descending }) => {
    const [present] = sorting;
    table.setSorting(sortingBy(name, present.id === name ? !present.desc : descending));
    table.setPageIndex(0);
  };

  const found = table.getFilteredRowModel().rows.length;
  const page = pagination.pageIndex + 1;
  const pages = Math.max(1, table.getPageCount());
  const first = pagination.pageIndex * pagination.pageSize;
  const { rows } = table.getRowModel();
  const direction = sorting[0].desc ? "descending" : "ascending";
  return (
    <>
      <header>
        <h2>
          Jobs <span id="count">{at > 0 && `(${number(found)})`}</span>
        </h2>
        <code>{projectId()}</code>
        <input
          id="find"
          type="search"
          placeholder="Find"
          aria-label="Find"
          autoComplete="off"
          value={query}
          onChange={find}
        />
        <button id="refresh" type="button" onClick={refresh} aria-busy={loading}>
          Refresh
        </button>
      </header>
      <div className="toggles">
        {OUTCOMES.map(({ kind, label }, outcome) => (
          <button key={kind} type="button" aria-pressed={chosen.has(outcome)} onClick={() => toggle(outcome)}>
            {label} {number(counts[outcome])}
          </button>
        ))}
      </div>
      {error && <p role="alert">The list could not be loaded: {error.message}</p>}
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th
                key={column.name}
                scope="col"
                data-column={column.name}
                aria-sort={sorting[0].id === column.name ? direction : "none"}
              >
                <button type="button" onClick={() => sort(column)}>
                  {column.label}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <JobRow key={row.id} job={row.original} now={at} />
          ))}
        </tbody>
      </table>
      <footer>
        <span id="range">
          {found > 0 ? `${number(first + 1)}–${number(first + rows.length)} of ${number(found)}` : "No matches"}
        </span>
        <button
          id="previous"
          type="button"
          aria-label="Previous page"
          disabled={!table.getCanPreviousPage()}
          onClick={() => table.previousPage()}
        >
          ‹
        </button>
        {pageNumbers(page, pages).map((one, at) =>
          one === 0 ? (
            <span key={`gap ${at}`}>…</span>
          ) : (
            <button
              key={one}
              type="button"
              aria-current={one === page ? "page" : undefined}
              onClick={() => table.setPageIndex(one - 1)}
            >
              {number(one)}
            </button>
          ),
        )}
        <button
          id="next"
          type="button"
          aria-label="Next page"
          disabled={!table.getCanNextPage()}
          onClick={() => table.nextPage()}
        >
          ›
        </button>
      </footer>
    </>
  );
}
