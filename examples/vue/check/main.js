import { createApp } from "vue";

import { start } from "../../check.js";
import Check from "./Check.vue";

start(
  () => import("devserver-jobs"),
  () => createApp(Check).mount("#checks"),
);
