// The steps after Trunk's build, in the folder of the page; a hook in Trunk.toml runs it.
//
// A release is split into two WebAssembly modules, minified, and stamped with a build ID: all its files contain the ID,
// and the glue, the modules and the UI texts also have it in their names. So only element.js and the page have to be
// revalidated on each visit, and the files that they name can be cached forever. In other builds only the glue changes:
// it can create several copies of the module.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { bundled, inCopies } from "./copies.mjs";
import { shrunk } from "./shrink.mjs";
import { snapshotModule, sources } from "./snapshot.mjs";
import { withSplit } from "./split.mjs";
import { named, stamped } from "./stamp.mjs";

const root = resolve(import.meta.dirname, "..");
const folder = process.env.TRUNK_STAGING_DIR;
const [glue, main, lazy] = ["devserver-jobs.js", "devserver-jobs_bg.wasm", "devserver-jobs_lazy.wasm"];
const LANGUAGES = ["en-US.js", "zh-CN.js"];

if (process.env.TRUNK_PROFILE === "release") await release();
else write(glue, await inCopies(bundled(join(folder, glue)), { isSplit: false }));

async function release() {
  const files = await withSplit(root, shrunk);
  const kept = LANGUAGES.map((name) => [name, read(name)]);
  const external = [glue, ...LANGUAGES].map((name) => `--external:./${name}`);
  const loader = execFileSync("esbuild", ["element.js", "--bundle", "--format=esm", ...external], { cwd: folder });
  const all = [[glue, files.glue], [main, files.main], [lazy, files.lazy], ...kept, ["element.js", `${loader}`]];

  const hash = createHash("sha256");
  for (const [name, content] of [...all, ...sources()]) hash.update(`${name} ${content.length} `).update(content);
  const build = hash.digest("hex").slice(0, 16);

  rmSync(join(folder, "define.js"));
  for (const [name, content] of all) {
    rmSync(join(folder, name), { force: true });
    const done = name.endsWith(".js") ? minified(stamped(content, build)) : files.stamp(name === main, build);
    write(name === "element.js" ? name : named(name, build), done);
  }
  write(named("devserver-jobs_snapshot.js", build), await snapshotModule(files.glue, build));
  // Comments, and the links that Trunk has not replaced, are only needed for building the page.
  const page = read("index.html").replaceAll(/<!--.*?-->|<link data-trunk[^>]*>/gs, "").replaceAll(/\s*\n\s*/g, "\n");
  write("index.html", stamped(page, build));
}

function minified(source) {
  return execFileSync("esbuild", ["--minify", "--charset=utf8", "--log-level=warning"], { input: source });
}

function read(name) {
  return readFileSync(join(folder, name), "utf8");
}

function write(name, content) {
  writeFileSync(join(folder, name), content);
}
