// Everything that is needed before a subject is visited: the recorded bodies, the expected lists, and the server.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { Oracle, refreshed } from "./oracle.mjs";
import { OURS, PEERS, SUBJECTS } from "./subjects.mjs";

/** The numbers of jobs in the recorded lists. */
const LISTS = [20, 1000, 10_000, 100_000];
const LONGEST = 100_000;
/** The lists on which the actions are measured. */
const ACTED_ON = [10_000, 100_000];

export class Site {
  /** The pending requests to the server's thread, which responds in order. */
  #waiting = [];

  /** `folder` has the lists, such as `20.json`, and the built peers; `page` has our own built page. */
  static async start(folder, page) {
    const site = new Site();
    const bodies = Object.fromEntries(LISTS.map((jobs) => [jobs, readFileSync(join(folder, `${jobs}.json`))]));
    site.oracles = Object.fromEntries(LISTS.map((jobs) => [jobs, new Oracle(bodies[jobs])]));
    site.typed = Object.fromEntries(ACTED_ON.map((jobs) => [jobs, [...site.oracles[jobs].typed()]]));
    const refresh = (text) => refreshed(bodies[LONGEST], site.oracles[LONGEST], text);
    const [changed, changedAgain] = [refresh("Changed by a refresh"), refresh("Changed by another one")];
    site.changes = { changed: changed.expect, changedAgain: changedAgain.expect };

    const peers = PEERS.map((name) => [name, join(folder, "peers", name)]);
    site.worker = new Worker(new URL("server.mjs", import.meta.url), {
      workerData: {
        folders: Object.fromEntries([...peers, [OURS, page]]),
        bodies: { ...bodies, changed: changed.body, changedAgain: changedAgain.body },
        later: SUBJECTS.map(({ later }) => later).filter(Boolean),
      },
    });
    const [{ port }] = await once(site.worker, "message");
    site.worker.on("message", (said) => site.#waiting.shift()(said));
    site.url = `http://127.0.0.1:${port}/`;
    return site;
  }

  /** Sets the list. */
  async serve(list) {
    await this.#ask({ list });
  }

  /** The bytes that were sent since then: of pages, until rows are displayed and in total, and of lists. */
  sent() {
    return this.#ask({});
  }

  #ask(message) {
    return new Promise((answered) => {
      this.#waiting.push(answered);
      this.worker.postMessage(message);
    });
  }

  async end() {
    await this.worker.terminate();
  }
}
