// Everything that is there before a subject is visited: the recorded bodies, what is right of them, and the server. It
// visits nobody.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { Oracle, refreshed } from "./oracle.mjs";
import { OURS, PEERS } from "./subjects.mjs";

export class Site {
  /** `folder` holds `few.json`, `many.json` and the built peers, `page` our own built page. */
  static async start(folder, page) {
    const site = new Site();
    const few = readFileSync(join(folder, "few.json"));
    const many = readFileSync(join(folder, "many.json"));
    site.oracles = { few: new Oracle(few), many: new Oracle(many) };
    site.typed = [...site.oracles.many.typed()];
    const changed = refreshed(many, site.oracles.many, "Changed by a refresh");
    const changedAgain = refreshed(many, site.oracles.many, "Changed by another one");
    site.changes = { changed: changed.expect, changedAgain: changedAgain.expect };

    const peers = PEERS.map((name) => [name, join(folder, "peers", name)]);
    site.worker = new Worker(new URL("server.mjs", import.meta.url), {
      workerData: {
        folders: Object.fromEntries([...peers, [OURS, page]]),
        bodies: { few, many, changed: changed.body, changedAgain: changedAgain.body },
      },
    });
    const [{ port }] = await once(site.worker, "message");
    site.url = `http://127.0.0.1:${port}/`;
    return site;
  }

  /** What the list is from now on. */
  async serve(list) {
    await this.#ask({ list });
  }

  /** How many bytes of pages were sent since then. */
  async sent() {
    const { sent } = await this.#ask({});
    return sent;
  }

  async #ask(message) {
    const answer = once(this.worker, "message");
    this.worker.postMessage(message);
    const [said] = await answer;
    return said;
  }

  async end() {
    await this.worker.terminate();
  }
}
