// The portal: it puts the page of the job list into its own, and takes it out again.
import { destroyApp, startApp } from "wujie";

const address = new URLSearchParams(location.search);
const url = new URL(address.get("page") ?? "jobs.html", location.href).href;
const alive = address.has("alive");

/** Where the page is shown. */
const place = document.querySelector("#place");
const options = {
  name: "jobs",
  url,
  el: place,
  // The page stays as it is while it is not shown.
  alive,
  // For browsers without proxies: in a frame instead of a shadow tree.
  degrade: address.has("degrade"),
};
document.querySelector("#open").addEventListener("click", () => startApp(options));

document.querySelector("#close").addEventListener("click", () => {
  if (!alive) destroyApp("jobs");
  place.replaceChildren();
});
