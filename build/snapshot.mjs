// Builds the module that creates snapshots (src/snapshot). It contains the template of a page, with the component's
// scripts as one classic script, the UI texts of both languages, and a Content-Security-Policy with the hashes of this
// script and of the style sheet. The browser adds the WebAssembly and the list.
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

/** The sources of a snapshot apart from the files of the page. A change of one of them changes the build ID. */
export const sources = () => [...SOURCES.map((name) => `src/snapshot/${name}`), "style/page.css"].map((path) => [path, read(path)]);

/** The module; `glue` is the glue before it is stamped. */
export async function snapshotModule(glue, build) {
  const scratch = mkdtempSync(join(tmpdir(), "snapshot-"));
  const write = (name, text) => writeFileSync(join(scratch, name), text);
  const esbuild = (args, input) =>
    execFileSync("esbuild", ["--minify", "--charset=utf8", "--log-level=warning", ...args], { cwd: scratch, encoding: "utf8", input });
  try {
    // File names have no ID in here: `plain` would remove it for the package, and the hash would no longer match.
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

/** The policy of a snapshot: it allows this script, its WebAssembly and this style, and nothing else. */
function policy(script, style) {
  for (const text of [script, style]) {
    // A browser would hash a different text, or end the element too early.
    if (/\r|\0|<\/(script|style)|<!--/i.test(text)) throw new Error("the inline script or style contains a character or tag that HTML does not allow there");
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
