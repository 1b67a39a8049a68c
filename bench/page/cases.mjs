// What is measured of a subject, visit by visit: each gives numbers by their name, and fails where a list is wrong. It
// neither repeats nor compares them.
import { setTimeout as sleep } from "node:timers/promises";

import { heap, peak, withPage } from "./browser.mjs";
import { probe } from "./probe.js";

/** Of a slow body, in bytes a second. */
const SLOW_BODY = 5_000_000;
/** For what a page prepares while nobody does anything, in milliseconds. */
const REST = 3000;

/** One subject on one site. */
export class Visitor {
  constructor(site, subject) {
    Object.assign(this, { site, subject });
  }

  /** Loads the list of that name to its end, and goes on with `act`. */
  async load(name, settings, act) {
    const { site, subject } = this;
    await site.serve({ body: name, rate: settings.rate ?? 0 });
    const expect = site.oracles[name].page();
    const script = `globalThis.theProbe = (${probe})(${JSON.stringify({ subject, expect })});`;
    return withPage({ blank: `${site.url}blank/`, script, ...settings }, async (opened) => {
      const { page } = opened;
      const ask = (method, ...args) =>
        page.evaluate(([method, args]) => globalThis.theProbe[method](...args), [method, args]);
      await page.goto(`${site.url}${subject.name}/?project-id=demo`, { waitUntil: "commit" });
      const deadline = Date.now() + 60_000;
      let loaded = await ask("loaded");
      while (loaded.ready === undefined) {
        if (Date.now() > deadline) throw new Error(`the list is wrong: ${loaded.wrong}`);
        await sleep(200);
        loaded = await ask("loaded");
      }
      return act({ ...opened, ask, loaded, expect });
    });
  }

  /** Twenty jobs, and what the page weighs. */
  async few() {
    return this.load("few", {}, async ({ ask, loaded, expect }) => {
      await this.mustBe(ask, expect);
      return { page_bytes: await this.site.sent(), first_row_20: loaded.first };
    });
  }

  /** Twenty jobs, cold, on a slow phone. */
  phone() {
    return this.load("few", { slowdown: 4, isNetworkSlow: true }, ({ loaded }) => ({ phone_first_row: loaded.first }));
  }

  /** A hundred thousand, on a line of 5 MB/s. */
  slowly() {
    return this.load("many", { rate: SLOW_BODY }, async ({ ask, loaded, expect }) => {
      await ask("rest", 300);
      await this.mustBe(ask, expect);
      return { first_row_slow: loaded.first, ready_slow: loaded.ready };
    });
  }

  /** A hundred thousand at a quarter of the processor's speed. */
  throttled() {
    return this.load("many", { slowdown: 4 }, async ({ ask }) => {
      const { blocked, longest } = blocking(await ask("tasks"));
      return { blocked_4x: blocked, longest_4x: longest };
    });
  }

  /** A hundred thousand as fast as it goes, and everything that is done with them. */
  many() {
    return this.load("many", {}, async ({ ask, loaded, expect, devtools, browser }) => {
      const { blocked, longest } = blocking(await ask("tasks"));
      await this.mustBe(ask, expect);
      const renderer_peak = await peak(browser);
      await ask("rest", REST);
      const { used, buffers } = await heap(devtools);
      const wasm = await ask("wasm");
      return {
        first_row: loaded.first,
        ready: loaded.ready,
        blocked,
        longest,
        renderer_peak,
        heap: used,
        buffers,
        wasm,
        memory: used + wasm,
        ...(await this.find(ask)),
        ...(await this.turnPages(ask)),
        ...(await this.refresh(ask)),
        ...(await this.sort(ask)),
      };
    });
  }

  /** Types every word letter by letter, and clears it. */
  async find(ask) {
    if (!(await ask("has", this.subject.find))) return {};
    const [find, clear] = [[], []];
    const all = this.site.oracles.many.page();
    for (const letters of this.site.typed) {
      for (const { text, expect } of letters) {
        const took = await this.act(ask, `typing ${text}`, "type", text, expect);
        if (took !== undefined) find.push(took);
      }
      clear.push(await this.act(ask, "clearing the field", "type", "", all));
    }
    return { find, clear };
  }

  /** Goes on by a few pages and back again. */
  async turnPages(ask) {
    const { many } = this.site.oracles;
    const next_page = [];
    for (let page = 2; page <= 6; page += 1) {
      next_page.push(await this.act(ask, `page ${page}`, "click", this.subject.next, many.page(page)));
    }
    for (let page = 5; page >= 1; page -= 1) {
      await this.act(ask, `back to page ${page}`, "click", this.subject.previous, many.page(page));
    }
    return { next_page };
  }

  /** Asks anew, twice: each time three jobs have changed. */
  async refresh(ask) {
    const [refresh, refresh_records] = [[], []];
    for (const name of ["changed", "changedAgain"]) {
      await this.site.serve({ body: name, rate: 0 });
      const wanted = this.site.changes[name];
      const { took, records } = await this.trying("refreshing", ask("counted", "click", this.subject.refresh, wanted));
      await this.mustBe(ask, wanted);
      refresh.push(took);
      refresh_records.push(records);
    }
    return { refresh, refresh_records };
  }

  async sort(ask) {
    await ask("rest", REST);
    const byName = this.site.oracles.many.byName();
    return { sort: await this.act(ask, "sorting by name", "click", this.subject.sortByName, byName) };
  }

  act(ask, what, ...args) {
    return this.trying(what, ask("act", ...args));
  }

  /** Says in a failure what was being done. */
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

/** For how long a press of a key would have waited in all, and the longest task. */
function blocking(tasks) {
  const over = tasks.map((duration) => Math.max(0, duration - 50));
  return { blocked: over.reduce((sum, one) => sum + one, 0), longest: Math.max(0, ...tasks) };
}
