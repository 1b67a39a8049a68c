// The portal: it puts the page of the job list into its own, and takes it out again. The same for both versions.
export function start(microApp) {
  microApp.start();
  const address = new URLSearchParams(location.search);
  const place = document.querySelector("#place");

  document.querySelector("#open").addEventListener("click", () => {
    const jobs = document.createElement("micro-app");
    jobs.setAttribute("name", "jobs");
    jobs.setAttribute("url", new URL(address.get("page") ?? "jobs.html", location.href).href);
    // Each of these is a way to run the page: `iframe`, `inline`, `disable-sandbox`, `shadowDOM`.
    for (const name of address.get("sandbox")?.split(",").filter(Boolean) ?? []) jobs.setAttribute(name, "");
    place.append(jobs);
  });

  document.querySelector("#close").addEventListener("click", () => place.replaceChildren());
}
