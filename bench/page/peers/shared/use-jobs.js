// Loading the list, for the peers with React: the newest request counts, and what is shown stays until it ends.
import { useCallback, useEffect, useRef, useState } from "react";
import { fetchJobs } from "./jobs.js";

const NONE = { jobs: [], at: 0, error: undefined, loading: true };

export function useJobs() {
  const [state, setState] = useState(NONE);
  const request = useRef(undefined);
  const refresh = useCallback(async () => {
    request.current?.abort();
    const { signal } = (request.current = new AbortController());
    setState((before) => ({ ...before, loading: true }));
    try {
      const jobs = await fetchJobs(signal);
      setState({ jobs, at: Date.now(), error: undefined, loading: false });
    } catch (error) {
      if (!signal.aborted) setState((before) => ({ ...before, error, loading: false }));
    }
  }, []);
  useEffect(() => {
    refresh();
    return () => request.current?.abort();
  }, [refresh]);
  return { ...state, refresh };
}
