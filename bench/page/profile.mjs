// Profiles one first visit: a trace for the Performance panel, the longest tasks with their parts, the requests, and the
// functions that take the most time.
//
// usage: node profile.mjs FOLDER PAGE SUBJECT JOBS OUT [SLOWDOWN]; site.mjs describes the folders
import { readFileSync } from "node:fs";

import { Strangers } from "./browser.mjs";
import { Visitor } from "./cases.mjs";
import { Site } from "./site.mjs";
import { SUBJECTS } from "./subjects.mjs";

const CATEGORIES = [
  ...["toplevel", "loading", "blink.user_timing", "devtools.timeline", "v8", "v8.execute", "v8.wasm"],
  ...["devtools.timeline", "v8.cpu_profiler", "v8.compile"].map((name) => `disabled-by-default-${name}`),
];
/** The minimum duration of a listed task, and of a listed part of it, in milliseconds. */
const NOTABLE_TASK = 4;
const NOTABLE = 1;
const FUNCTIONS = 60;

const [folder, page, name, jobs, out, slowdown = "1"] = process.argv.slice(2);
const subject = SUBJECTS.find((subject) => subject.name === name);
const site = await Site.start(folder, page);
const strangers = await Strangers.start();
try {
  const tracing = {
    withPage: (settings, act) =>
      strangers.withPage(settings, async (opened) => {
        await opened.browser.startTracing(opened.page, { path: out, categories: CATEGORIES });
        return act(opened);
      }),
  };
  const visitor = new Visitor(site, subject, undefined, strangers);
  const loaded = await visitor.load(Number(jobs), { slowdown: Number(slowdown) }, async ({ browser, ask, loaded }) => {
    await ask("rest", 300);
    await browser.stopTracing();
    return loaded;
  }, tracing);
  console.log(`first row ${loaded.first.toFixed(0)} ms, all rows ${loaded.ready.toFixed(0)} ms`);
  report(JSON.parse(readFileSync(out, "utf8")).traceEvents, loaded.ready);
} finally {
  await strangers.end();
  await site.end();
}

function report(events, ready) {
  const isVisit = ({ name, args }) =>
    name === "navigationStart" && args.data?.documentLoaderURL?.includes(`/${subject.name}/`);
  const { pid, tid, ts: start } = events.filter(isVisit).at(-1);
  const at = (ts) => (ts - start) / 1000;
  const own = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && at(event.ts) > -1);
  const tasks = own.filter(({ name, dur }) => name === "RunTask" && dur / 1000 > NOTABLE_TASK);
  console.log(`\nTasks of the main thread over ${NOTABLE_TASK} ms, from the start of the navigation`);
  for (const task of tasks) {
    console.log(`${at(task.ts).toFixed(1).padStart(8)} ${(task.dur / 1000).toFixed(1).padStart(6)} ms`);
    const inside = own.filter(({ ts, dur }) => ts >= task.ts && ts + dur <= task.ts + task.dur);
    const sums = new Map();
    for (const { name, dur } of inside) sums.set(name, (sums.get(name) ?? 0) + dur / 1000);
    for (const [name, sum] of [...sums].sort((a, b) => b[1] - a[1])) {
      if (sum >= NOTABLE && !/RunTask|SimpleWatcher|Receive mojo|^v8\.run$/.test(name)) {
        console.log(`${" ".repeat(20)}${sum.toFixed(1).padStart(6)} ${name}`);
      }
    }
  }
  console.log("\nRequests");
  const addresses = new Map();
  for (const { name, ts, args, pid: of } of events) {
    const { requestId: id, url } = args?.data ?? {};
    if (of !== pid || !/^Resource(SendRequest|Finish)$/.test(name)) continue;
    if (url) addresses.set(id, url.replace(site.url, ""));
    const what = name === "ResourceFinish" ? "has come" : "asked for";
    console.log(`${at(ts).toFixed(1).padStart(8)} ${what} ${addresses.get(id)}`);
  }
  functions(events, pid, tid, { start, end: start + ready * 1000 });
}

/** The functions by their total time, including the functions that they call, until everything was painted. */
function functions(events, pid, tid, { start, end }) {
  const profile = events.find(({ name, pid: of, tid: on }) => name === "Profile" && of === pid && on === tid);
  if (!profile) return;
  const nodes = new Map();
  const [self, whole] = [new Map(), new Map()];
  let ts = profile.args.data.startTime;
  const chunks = events.filter(({ name, id, pid: of }) => name === "ProfileChunk" && id === profile.id && of === pid);
  for (const { args } of chunks.sort((a, b) => a.ts - b.ts)) {
    for (const node of args.data.cpuProfile?.nodes ?? []) nodes.set(node.id, node);
    for (const [place, id] of (args.data.cpuProfile?.samples ?? []).entries()) {
      const delta = args.data.timeDeltas[place];
      ts += delta;
      if (ts < start || ts > end) continue;
      const seen = new Set();
      for (let node = nodes.get(id); node; node = nodes.get(node.parent)) {
        const { functionName, url, lineNumber } = node.callFrame;
        const label = `${functionName || `(anonymous ${lineNumber})`} ${url?.split("/").at(-1) ?? ""}`;
        if (seen.size === 0) self.set(label, (self.get(label) ?? 0) + delta / 1000);
        if (!seen.has(label)) whole.set(label, (whole.get(label) ?? 0) + delta / 1000);
        seen.add(label);
      }
    }
  }
  for (const [title, sums] of [["with what they call", whole], ["by themselves", self]]) {
    console.log(`\nFunctions, ms ${title}`);
    const most = [...sums].sort((a, b) => b[1] - a[1]).slice(0, FUNCTIONS);
    for (const [label, sum] of most) console.log(`${sum.toFixed(1).padStart(8)} ${label}`);
  }
}
