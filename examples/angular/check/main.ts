import { provideZonelessChangeDetection } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

import { start } from "../../check.js";
import { CheckComponent } from "./check.component";

start(
  () => import("devserver-jobs"),
  () => bootstrapApplication(CheckComponent, { providers: [provideZonelessChangeDetection()] }),
);
