// The measurements of a subject, visit by visit: each returns numbers by name, and fails if a list is wrong. Nothing is
// repeated or compared here.
//
// The number of a first visit or action has the plain name; that of a repetition has the suffix `.again`.
import { heap, mainThread, peak } from "./browser.mjs";
import { probe } from "./probe.js";

/**
 * The visits of a round, in their order. The short ones vary the most and are repeated more often; those whose duration
 * the server determines need no repetition.
 */
export const CASES = [
  { name: "weight", onlyFirstRound: true },
  { name: "few", times: 3 },
  { name: "thousand", times: 3 },
  { name: "phone", times: 2 },
  { name: "some" },
  { name: "many" },
  { name: "throttled" },
  { name: "slowly", onlyFirstRound: true },
  { name: "again" },
];

/** The speed of a slow body, in bytes per second. */
const SLOW_BODY = 5_000_000;
/** The time for work that a page does when it is idle, in milliseconds. */
const REST = 1500;
/** A browser stores compiled WebAssembly after two seconds without further compilation. */
const KEPT = 3000;

/** One subject on one site, in its own profile and in new ones. */
export class Visitor {
  constructor(site, subject, profile, strangers, round = 0) {
    Object.assign(this, { site, subject, profile, strangers, round });
  }

  /** Loads a list with this number of jobs completely, and then calls `act`. `session` opens the page. */
  async load(jobs, settings, act, session = this.strangers) {
    const { site, subject, round } = this;
    await site.serve({ body: String(jobs), rate: settings.rate ?? 0 });
    const expect = site.oracles[jobs].page();
    const given = { subject, expect, phase: round * 0.381966 };
    const script = `globalThis.theProbe = (${probe})(${JSON.stringify(given)});`;
    return session.withPage({ script, ...settings }, async (opened) => {
      const { page } = opened;
      const ask = (method, ...args) =>
        page.evaluate(([method, args]) => globalThis.theProbe[method](...args), [method, args]);
      await page.goto(`${site.url}${subject.name}/?project-id=demo`, { waitUntil: "commit" });
      const loaded = await this.trying("loading", ask("loaded"));
      await this.mustBe(ask, expect);
      return act({ ...opened, ask, loaded });
    });
  }

  /** Visits the page twice, so that the browser has stored everything that it stores. */
  prepare() {
    return this.profile.withSession(async (session) => {
      for (let visit = 0; visit < 2; visit += 1) await this.load(20, {}, ({ ask }) => ask("rest", KEPT), session);
    });
  }

  /** The transfer size of the page: until rows are displayed, and including the files that load later. */
  weight() {
    return this.load(20, {}, async ({ ask }) => {
      await ask("rest", 500);
      const { page_bytes, all_bytes } = await this.site.sent();
      return { page_bytes, all_bytes };
    });
  }

  few() {
    return this.load(20, {}, ({ loaded }) => ({ first_row_20: loaded.first }));
  }

  thousand() {
    return this.load(1000, {}, ({ loaded }) => ({ first_row_1000: loaded.first }));
  }

  /** Twenty jobs on a slow phone. */
  phone() {
    return this.load(20, { slowdown: 4, isNetworkSlow: true }, ({ loaded }) => ({ phone_first_row: loaded.first }));
  }

  /** Ten thousand jobs, and all actions on them. */
  some() {
    return this.load(10_000, {}, async ({ ask, loaded }) => {
      await ask("rest", REST);
      return { first_row_10000: loaded.first, ready_10000: loaded.ready, ...(await this.acts(10_000, ask)) };
    });
  }

  /** A hundred thousand jobs at full speed, their memory, and all actions on them. */
  many() {
    return this.load(100_000, {}, async ({ ask, loaded, devtools, browser }) => {
      const renderer_peak = await peak(browser);
      const { blocked, longest } = blocking(await ask("tasks"));
      await ask("rest", REST);
      const { used, buffers } = await heap(devtools);
      const wasm = await ask("wasm");
      return {
        first_row_100000: loaded.first,
        ready_100000: loaded.ready,
        blocked,
        longest,
        renderer_peak,
        heap: used,
        buffers,
        wasm,
        memory: used + wasm,
        ...(await this.acts(100_000, ask)),
      };
    });
  }

  /** A hundred thousand jobs at a quarter of the processor's speed. */
  throttled() {
    return this.load(100_000, { slowdown: 4 }, async ({ ask }) => {
      const { blocked, longest } = blocking(await ask("tasks"));
      return { blocked_4x: blocked, longest_4x: longest };
    });
  }

  /** A hundred thousand jobs at 5 MB/s. */
  slowly() {
    return this.load(100_000, { rate: SLOW_BODY }, async ({ loaded }) => {
      return { first_row_slow: loaded.first, ready_slow: loaded.ready };
    });
  }

  /** Every list on a return visit, and refreshes of the longest. */
  again() {
    return this.profile.withSession(async (session) => {
      const numbers = {};
      const keep = (more) => {
        for (const [name, value] of Object.entries(more)) (numbers[name] ??= []).push(value);
      };
      for (const jobs of [20, 1000, 20, 1000, 20, 1000, 10_000]) {
        await this.load(jobs, {}, ({ loaded }) => keep(cameAgain(jobs, loaded)), session);
      }
      await this.load(
        100_000,
        {},
        async ({ ask, loaded, devtools }) => {
          keep(cameAgain(100_000, loaded));
          await ask("rest", REST);
          Object.assign(numbers, await this.refresh(ask, devtools));
        },
        session,
      );
      return numbers;
    });
  }

  /** Turns pages, finds, selects an outcome and sorts, each once and then again. */
  async acts(jobs, ask) {
    const took = new Took(jobs);
    const oracle = this.site.oracles[jobs];
    const { next, previous, toggle, sortByName, sortByUser } = this.subject;
    const all = oracle.page();
    const act = async (name, what, ...args) => took.note(name, await this.trying(what, ask("act", ...args)));

    for (let page = 2; page <= 6; page += 1) {
      await act("next_page", `page ${page}`, "click", next, oracle.page(page));
    }
    for (let page = 5; page >= 1; page -= 1) {
      await this.trying(`back to page ${page}`, ask("act", "click", previous, oracle.page(page)));
    }
    for (const letters of this.site.typed[jobs]) {
      for (const { text, expect } of letters) await act("find", `typing ${text}`, "type", text, expect);
      await act("clear", "clearing the field", "type", "", all);
    }
    for (let turn = 0; turn < 3; turn += 1) {
      await act("toggle", "choosing an outcome", "click", toggle, oracle.failed());
      await act("toggle", "choosing all", "click", toggle, all);
    }
    await act("sort", "sorting by name", "click", sortByName, oracle.byName());
    await act("sort", "sorting by name, descending", "click", sortByName, oracle.byName(true));
    await act("sort", "sorting by user", "click", sortByUser, oracle.byUser());
    await act("sort", "sorting by user, descending", "click", sortByUser, oracle.byUser(true));
    return took.numbers;
  }

  /** Refreshes: once without changes, and twice with three changed jobs. */
  async refresh(ask, devtools) {
    const numbers = {};
    const keep = (name, number) => (numbers[name] ??= []).push(number);
    /** The result of `act`, with the time on the main thread and the transferred bytes. */
    const counted = async (name, act) => {
      const [thread, { list_bytes }] = [await mainThread(devtools), await this.site.sent()];
      const took = await act();
      await ask("rest", 500);
      keep(`${name}_thread`, (await mainThread(devtools)) - thread);
      keep(`${name}_bytes`, (await this.site.sent()).list_bytes - list_bytes);
      return took;
    };
    for (let turn = 0; turn < 2; turn += 1) {
      const act = () => this.trying("refreshing what is the same", ask("unchanged"));
      const { document } = await counted("refresh_unchanged", act);
      keep("refresh_unchanged", document);
    }
    for (const name of ["changed", "changedAgain"]) {
      await this.site.serve({ body: name, rate: 0 });
      const wanted = this.site.changes[name];
      const act = () => this.trying("refreshing", ask("counted", "click", this.subject.refresh, wanted));
      const { painted, records } = await counted("refresh", act);
      await this.mustBe(ask, wanted);
      keep("refresh", painted);
      keep("refresh_records", records);
    }
    return numbers;
  }

  /** Adds the current action to an error. */
  async trying(what, outcome) {
    try {
      return await outcome;
    } catch (error) {
      const [first] = error.message.replace("page.evaluate: Error: ", "").split("\n");
      throw new Error(`${what}: ${first}`);
    }
  }

  async mustBe(ask, expect) {
    const wrong = await ask("wrong", expect);
    if (wrong) throw new Error(`the list is wrong: ${wrong}`);
  }
}

/** The durations of actions; the first one of each kind is separate. */
class Took {
  numbers = {};

  constructor(jobs) {
    this.jobs = jobs;
  }

  note(name, times) {
    // An action without a visible change has no measurable duration.
    if (!times) return;
    for (const [key, took] of Object.entries(times)) {
      const first = `${name}_${this.jobs}_${key}`;
      const place = first in this.numbers ? `${first}.again` : first;
      (this.numbers[place] ??= []).push(took);
    }
  }
}

function cameAgain(jobs, { first, ready }) {
  const numbers = { [`first_row_${jobs}.again`]: first };
  if (jobs >= 10_000) numbers[`ready_${jobs}.again`] = ready;
  return numbers;
}

/** How long key presses would have been blocked in total, and the longest task. */
function blocking(tasks) {
  const over = tasks.map((duration) => Math.max(0, duration - 50));
  return { blocked: over.reduce((sum, one) => sum + one, 0), longest: Math.max(0, ...tasks) };
}
