import { mount } from "svelte";

import { start } from "../../check.js";
import Check from "./Check.svelte";

start(
  () => import("devserver-jobs"),
  () => mount(Check, { target: document.getElementById("checks") }),
);
