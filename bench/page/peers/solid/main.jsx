// The list with Solid, whose effects write what they depend on and nothing else. Which jobs are shown in which order
// is vanilla's own code.
import "../shared/style.css";
import { render } from "solid-js/web";
import { JobList } from "./job-list.jsx";

render(() => <JobList />, document.querySelector("#root"));
