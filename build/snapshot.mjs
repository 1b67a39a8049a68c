// Makes the module that puts snapshots together (src/snapshot): the frame of a page, with the component's scripts as
// one classic script, with the words of both languages, and with a policy that names that script and the page's
// style by their hashes. The WebAssembly and the list are added by the browser.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

import { plain, stamped } from "./stamp.mjs";

const root = resolve(import.meta.dirname, "..");
const read = (path) => readFileSync(join(root, path), "utf8");
const SOURCES = ["snapshot.js", "page.js", "page.html"];
const LANGUAGES = ["en-US", "zh-CN"];

/** Everything that a snapshot is made of beside the files of the page: a change of it is another build. */
export const sources = () => [...SOURCES.map((name) => `src/snapshot/${name}`), "style/page.css"].map((path) => [path, read(path)]);

/** The module, given the glue before it is stamped. */
export async function snapshotModule(glue, build) {
  const scratch = mkdtempSync(join(tmpdir(), "snapshot-"));
  const write = (name, text) => writeFileSync(join(scratch, name), text);
  const esbuild = (args, input) =>
    execFileSync("esbuild", ["--minify", "--charset=utf8", "--log-level=warning", ...args], { cwd: scratch, encoding: "utf8", input });
  try {
    // The files' names have no id in here: a package has none in its names, and the hash is that of this text.
    write("devserver-jobs.js", plain(stamped(glue, build), build));
    write("define.js", read("src/define.js"));
    write("page.js", plain(stamped(read("src/snapshot/page.js"), build), build));
    const address = `--define:import.meta.url="https://snapshot.invalid/"`;
    const flags = ["--bundle", "--format=iife", "--external:./devserver-jobs_snapshot.js", address];
    const script = esbuild(["page.js", ...flags]).trim();
    const style = esbuild(["--loader=css"], read("style/page.css")).trim();
    const words = {};
    for (const language of LANGUAGES) words[language] = (await import(join(root, `src/locale/${language}.js`))).default;
    const parts = {
      POLICY: policy(script, style),
      STYLE: style,
      SCRIPT: script,
      WORDS: gzipSync(JSON.stringify(words), { level: 9 }).toString("base64"),
    };
    write("page.html", read("src/snapshot/page.html").replace(/__(POLICY|STYLE|SCRIPT|WORDS)__/g, (_, name) => parts[name]));
    write("snapshot.js", stamped(read("src/snapshot/snapshot.js"), build));
    return esbuild(["snapshot.js", "--bundle", "--format=esm", "--loader:.html=text"]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What the page of a snapshot may do: run this script and its WebAssembly, and nothing else. */
function policy(script, style) {
  for (const text of [script, style]) {
    // A browser would read other text than what is hashed, or see an end that is none.
    if (/\r|\0|<\/(script|style)|<!--/i.test(text)) throw new Error("what stands in HTML as it is must not look like HTML");
  }
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
