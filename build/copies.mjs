// Makes the glue between JavaScript and WebAssembly give as many copies of itself as are asked for, each with
// a WebAssembly instance of its own. A panic leaves an instance that nobody may call again; then `kill` cuts
// it off from every listener, timer and promise that it left behind, and the next copy takes its place. A
// module by itself is loaded once only, and asking for it by another address is beyond bundlers.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const source = join(import.meta.dirname, "../src");

/**
 * The glue's text, as esbuild writes it with its exports in one list at the end, as that of a module which
 * exports `create`. Without `isSplit` everything is one WebAssembly module, and there is nothing more to load.
 */
export async function inCopies(glue, { isSplit }) {
  const list = /\nexport \{([^}]*)\};?\s*$/.exec(glue);
  if (!list) throw new Error("the glue's exports are not where they used to be");
  const members = list[1].split(",").flatMap((text) => {
    const [local, name = local] = text.trim().split(" as ");
    return local ? [`${name}: ${local}`] : [];
  });
  // The loader always says where the WebAssembly is, and a bundler would take this for another file.
  const body = glue.slice(0, list.index).replace(/module_or_path = new URL\([^;]*;/, "");
  if (!/\bwasm = instance\.exports\b/.test(body)) throw new Error("the glue keeps its instance elsewhere");
  const instance = readFileSync(join(source, "instance.js"), "utf8").replace(/^export /m, "");
  const { default: words } = await import(join(source, "locale/en-US.js"));
  return `export function create(build, fetch = (...args) => globalThis.fetch(...args)) {
${body}
${instance}
  // Whatever is asked of it, it does nothing; some ask for a pair of results.
  const nothing = new Proxy(() => [], { get: () => nothing });
  const kill = () => { wasm = nothing; };
  const { ${isSplit ? "loadLazy, loadSnapshot, " : ""}...members } = instance({
    glue: { ${members.join(", ")} }, exports: () => wasm, kill, build, fetch, keys: ${sum(Object.keys(words))},
  });
  return members;
}
`;
}

/** As instance.js does it. */
function sum(keys) {
  return [...keys.join()].reduce((sum, character) => (sum * 31 + character.charCodeAt()) | 0, 0);
}

/** A module in one file, with its exports in one list at the end. */
export function bundled(path, options = {}) {
  const flags = ["--bundle", "--format=esm", "--log-level=warning"];
  return execFileSync("esbuild", [path, ...flags], { encoding: "utf8", ...options });
}
