// The list with React and TanStack Table, which finds, orders and pages; only its features that are used are in it.
import "../shared/style.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { JobList } from "./job-list.jsx";

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <JobList />
  </StrictMode>,
);
