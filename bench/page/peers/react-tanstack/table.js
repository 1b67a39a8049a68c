// What TanStack Table is given: the features, the columns, and how they find and order. It renders nothing.
import {
  columnFilteringFeature,
  createFilteredRowModel,
  createPaginatedRowModel,
  createSortedRowModel,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import { COLUMNS, PAGE_SIZE, hasWords, outcomeOf, searchText } from "../shared/jobs.js";

export const features = tableFeatures({
  columnFilteringFeature,
  rowPaginationFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  sortedRowModel: createSortedRowModel(),
});

const byOutcome = (row, _column, chosen) => chosen.has(outcomeOf(row.original));
const byWords = (row, _column, words) => hasWords(searchText(row.original), words);

/** The table keeps the values of a row, so a key is made once. */
function byValue(a, b, column) {
  const [x, y] = [a.getValue(column), b.getValue(column)];
  return x < y ? -1 : x > y ? 1 : 0;
}

export const columns = COLUMNS.map(({ name, label, descending, value }) => ({
  id: name,
  header: label,
  accessorFn: value,
  sortFn: byValue,
  sortDescFirst: descending,
  filterFn: name === "outcome" ? byOutcome : byWords,
}));

const NEWEST_FIRST = { id: "created", desc: true };

/** An order by one column, in which equal jobs stand newest first. */
export function sortingBy(id, desc) {
  return id === NEWEST_FIRST.id ? [{ id, desc }] : [{ id, desc }, NEWEST_FIRST];
}

export const initialState = {
  sorting: [NEWEST_FIRST],
  pagination: { pageIndex: 0, pageSize: PAGE_SIZE },
};
