// The list as a signal: the newest request counts, and what is shown stays until it ends. It renders nothing.
import { batch, createSignal, onCleanup } from "solid-js";
import { fetchJobs } from "../shared/jobs.js";
import { List } from "../shared/list.js";

/** `change` is given the list and tells whoever depends on `list`. */
export function createJobs() {
  // One object that changes, so equality says nothing.
  const [list, setList] = createSignal(new List(), { equals: false });
  const [loading, setLoading] = createSignal(false);
  const [error, setError] = createSignal();
  const [at, setAt] = createSignal(0);
  const change = (act) =>
    setList((list) => {
      act(list);
      return list;
    });

  let request;
  async function refresh() {
    request?.abort();
    const { signal } = (request = new AbortController());
    setLoading(true);
    try {
      const jobs = await fetchJobs(signal);
      batch(() => {
        setAt(Date.now());
        setError(undefined);
        change((list) => list.take(jobs));
        setLoading(false);
      });
    } catch (error) {
      if (signal.aborted) return;
      setError(error);
      setLoading(false);
    }
  }
  refresh();
  onCleanup(() => request.abort());
  return { list, change, loading, error, at, refresh };
}
