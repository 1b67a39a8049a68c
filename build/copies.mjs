// Makes the glue between JavaScript and WebAssembly give as many copies of itself as are asked for, each with
// a WebAssembly instance of its own. A panic leaves an instance that nobody may call again; then `kill` cuts
// it off from every listener, timer and promise that it left behind, and the next copy takes its place. A
// module by itself is loaded once only, and asking for it by another address is beyond bundlers.
//
// `node build/copies.mjs FILE` does it to the glue of a build for development; shrink.mjs to that of a release.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A module's text, as esbuild writes it with its exports in one list at the end, as one that exports `create`. */
export function inCopies(source) {
  const list = /\nexport \{([^}]*)\};?\s*$/.exec(source);
  if (!list) throw new Error("the glue's exports are not where they used to be");
  const members = list[1].split(",").flatMap((text) => {
    const [local, name = local] = text.trim().split(" as ");
    return local ? [`${name}: ${local}`] : [];
  });
  // The loader always says where the WebAssembly is, and a bundler would take this for another file.
  const body = source.slice(0, list.index).replace(/module_or_path = new URL\([^;]*;/, "");
  if (!/\bwasm = instance\.exports\b/.test(body)) throw new Error("the glue keeps its instance elsewhere");
  return `export function create() {
${body}
  // Whatever is asked of it, it does nothing; some ask for a pair of results.
  const nothing = new Proxy(() => [], { get: () => nothing });
  const kill = () => { wasm = nothing; };
  return { ${members.join(", ")}, kill };
}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = process.argv[2];
  const flags = ["--bundle", "--format=esm", "--log-level=warning"];
  writeFileSync(path, inCopies(execFileSync("esbuild", [path, ...flags], { encoding: "utf8" })));
}
