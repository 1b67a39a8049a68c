import { render } from "solid-js/web";

import { start } from "../../check.js";
import Check from "./Check.jsx";

start(
  () => import("devserver-jobs"),
  () => render(() => <Check />, document.getElementById("checks")),
);
