// The list with Cloudscape, a full kit of React components.
import "@cloudscape-design/global-styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { JobList } from "./job-list.jsx";

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <JobList />
  </StrictMode>,
);
