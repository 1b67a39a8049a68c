// The portal: an application for each address, of which one shows the job list.
import { registerApplication, start } from "single-spa";

registerApplication({
  name: "jobs",
  // As any other application, it is loaded when it is first shown.
  app: () => import("./jobs.js"),
  activeWhen: (location) => location.hash === "#jobs",
});
start();

document.querySelector("#open").addEventListener("click", () => (location.hash = "jobs"));
document.querySelector("#close").addEventListener("click", () => (location.hash = ""));
