// The screen. The kit's own hook for collections sorts anew with every letter and page, so what is derived is kept
// here instead: an order until the list or the column changes, what was found until the words do.
import { useMemo, useState } from "react";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import ToggleButton from "@cloudscape-design/components/toggle-button";
import {
  COLUMNS,
  OUTCOMES,
  PAGE_SIZE,
  comparison,
  countOutcomes,
  hasWords,
  number,
  outcomeOf,
  projectId,
  searchText,
  wordsOf,
} from "../shared/jobs.js";
import { useJobs } from "../shared/use-jobs.js";
import { columnsAt } from "./columns.jsx";

const LABELS = {
  nextPageLabel: "Next page",
  previousPageLabel: "Previous page",
  pageLabel: (page) => `Page ${page}`,
};

export function JobList() {
  const { jobs, at, error, loading, refresh } = useJobs();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(new Set());
  const [sort, setSort] = useState({ column: "created", descending: true });
  const [page, setPage] = useState(1);

  const columns = useMemo(() => columnsAt(at), [at]);
  const counts = useMemo(() => countOutcomes(jobs), [jobs]);
  const ordered = useMemo(() => {
    const column = COLUMNS.find(({ name }) => name === sort.column);
    return [...jobs].sort(comparison(column, sort.descending));
  }, [jobs, sort]);
  const found = useMemo(() => {
    const words = wordsOf(query);
    if (words.length === 0 && chosen.size === 0) return ordered;
    const isChosen = (job) => chosen.size === 0 || chosen.has(outcomeOf(job));
    return ordered.filter((job) => isChosen(job) && hasWords(searchText(job), words));
  }, [ordered, query, chosen]);
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const present = Math.min(page, pages);
  const items = useMemo(() => found.slice((present - 1) * PAGE_SIZE, present * PAGE_SIZE), [found, present]);

  const toggle = (outcome) => {
    const next = new Set(chosen);
    if (!next.delete(outcome)) next.add(outcome);
    setChosen(next);
    setPage(1);
  };
  return (
    <Table
      variant="full-page"
      columnDefinitions={columns}
      items={items}
      trackBy="id"
      loading={loading && jobs.length === 0}
      loadingText="Loading jobs"
      sortingColumn={{ sortingField: sort.column }}
      sortingDescending={sort.descending}
      onSortingChange={({ detail }) => {
        const column = detail.sortingColumn.sortingField;
        const { descending } = COLUMNS.find(({ name }) => name === column);
        setSort({ column, descending: sort.column === column ? !sort.descending : descending });
        setPage(1);
      }}
      empty="No jobs"
      header={
        <Header
          variant="h2"
          counter={at > 0 ? `(${number(found.length)})` : undefined}
          description={projectId()}
          actions={
            <Button id="refresh" iconName="refresh" loading={loading} onClick={refresh}>
              Refresh
            </Button>
          }
        >
          Jobs
        </Header>
      }
      filter={
        <SpaceBetween size="xs">
          {error && <Alert type="error">The list could not be loaded: {error.message}</Alert>}
          <TextFilter
            controlId="find"
            filteringText={query}
            filteringPlaceholder="Find"
            filteringAriaLabel="Find"
            countText={`${number(found.length)} matches`}
            onChange={({ detail }) => {
              setQuery(detail.filteringText);
              setPage(1);
            }}
          />
          <SpaceBetween direction="horizontal" size="xs">
            {OUTCOMES.map(({ kind, label }, outcome) => (
              <ToggleButton key={kind} pressed={chosen.has(outcome)} onChange={() => toggle(outcome)}>
                {label} {number(counts[outcome])}
              </ToggleButton>
            ))}
          </SpaceBetween>
        </SpaceBetween>
      }
      pagination={
        <Pagination
          currentPageIndex={present}
          pagesCount={pages}
          ariaLabels={LABELS}
          onChange={({ detail }) => setPage(detail.currentPageIndex)}
        />
      }
    />
  );
}
