// Changes the glue between JavaScript and WebAssembly so that it can create several copies of itself, each with its own
// WebAssembly instance. After a panic an instance must not be called again: `kill` makes the listeners, timers and
// promises that it left behind do nothing, and a new copy replaces it. A module is loaded only once for each URL, and
// bundlers do not support loading it from a second one.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const source = join(import.meta.dirname, "../src");

/**
 * Turns the source of the glue, as esbuild writes it with its exports in one list at the end, into that of a module
 * that exports `create`. Without `isSplit` everything is in one WebAssembly module, and there is nothing more to load.
 */
export async function inCopies(glue, { isSplit }) {
  const list = /\nexport \{([^}]*)\};?\s*$/.exec(glue);
  if (!list) throw new Error("the glue does not end with one list of exports");
  const members = list[1].split(",").flatMap((text) => {
    const [local, name = local] = text.trim().split(" as ");
    return local ? [`${name}: ${local}`] : [];
  });
  // The loader always gives the URL of the WebAssembly, and a bundler would take this default for another file.
  const body = glue.slice(0, list.index).replace(/module_or_path = new URL\([^;]*;/, "");
  if (!/\bwasm = instance\.exports\b/.test(body)) throw new Error("the glue does not assign the exports of its instance to `wasm`");
  const instance = readFileSync(join(source, "instance.js"), "utf8").replace(/^export /m, "");
  const { default: words } = await import(join(source, "locale/en-US.js"));
  return `export function create(build, fetch = (...args) => globalThis.fetch(...args)) {
${body}
${instance}
  // Every call of it does nothing. Some callers expect a pair of results.
  const nothing = new Proxy(() => [], { get: () => nothing });
  const kill = () => { wasm = nothing; };
  const { ${isSplit ? "loadLazy, loadSnapshot, " : ""}...members } = instance({
    glue: { ${members.join(", ")} }, exports: () => wasm, kill, build, fetch, keys: ${sum(Object.keys(words))},
  });
  return members;
}
`;
}

/** The same checksum as in instance.js. */
function sum(keys) {
  return [...keys.join()].reduce((sum, character) => (sum * 31 + character.charCodeAt()) | 0, 0);
}

/** Bundles a module into one file, with its exports in one list at the end. */
export function bundled(path, options = {}) {
  const flags = ["--bundle", "--format=esm", "--log-level=warning"];
  return execFileSync("esbuild", [path, ...flags], { encoding: "utf8", ...options });
}
