// The portal: it puts the page of the job list into its own, and takes it out again.
import { loadMicroApp } from "qiankun";

// Each of these is a sandbox of qiankun; the last one is its standard.
const SANDBOXES = {
  off: false,
  loose: { loose: true },
  strict: { strictStyleIsolation: true },
  scoped: { experimentalStyleIsolation: true },
  on: true,
};

const address = new URLSearchParams(location.search);
const sandbox = SANDBOXES[address.get("sandbox") ?? "on"];
const entry = new URL(address.get("page") ?? "jobs.html", location.href).href;
let jobs;

document.querySelector("#open").addEventListener("click", () => {
  jobs = loadMicroApp({ name: "jobs", entry, container: "#place" }, { sandbox });
});

document.querySelector("#close").addEventListener("click", () => jobs.unmount());
