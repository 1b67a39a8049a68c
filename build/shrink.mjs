// Reduces the interface between the page's JavaScript and its WebAssembly after a release build. The behaviour of the
// page stays the same.
//
// wasm-bindgen's glue exports classes of server functions that come with Leptos, and the WebAssembly exports the
// functions that they call, so no optimizer may remove them. Also, every import and export has a long name with a hash
// on both sides. The loader uses only the exports in WANTED, and the second module only those that it imports. All
// others are removed, and the remaining ones are renamed to a, b, c. The same short name may mean something else in
// another build, but files of different builds cannot be linked: the ID of the build is the name of the module that
// they import from.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bundled, inCopies } from "./copies.mjs";
import { namedByOrder } from "./order.mjs";
import { renamed } from "./wasm.mjs";

const WANTED = "default, mount, on_crash";
// The features that the compiler uses. With all of them, wasm-opt would use some that browsers do not support yet.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
// Chosen by the size after brotli. Flattening the code and rebuilding its control flow saves 0.5 KB. The first flag
// requires that no object is in the first KiB of memory, which holds because that is the end of Rust's stack: another
// 0.4 KB. The last pass after convergence saves 0.3 KB.
const SMALLER = [
  ...["--low-memory-unused", "-Oz", "--flatten", "--rereloop", "-Oz", "--converge", "-Oz"],
  ...["--strip-producers", "--strip-target-features"],
];
// Keeps what SMALLER has made of the code.
const ORDERED = ["--optimize-level=2", "--shrink-level=2", "--reorder-functions-by-name", "--strip-debug"];
const ENABLED = FEATURES.map((name) => `--enable-${name}`);
/** The name of wasm-bindgen's glue in the imports of the WebAssembly. */
const GLUE = "./devserver-jobs_bg.js";

/** The reduced glue, first module and second module of a build, given their paths. */
export async function shrunk(paths) {
  const lazy = inOrder(optimized(paths.lazy));
  const shared = importsOf(lazy).map(({ name }) => name);

  const whole = withoutUnused(readFileSync(paths.glue, "utf8"));
  // Fewer exports can mean fewer imports, and an import may itself use an export. So this repeats until the number of
  // exports no longer changes: first without the optimizer, which is slow, and then with it.
  let [glue, main, imports, exports] = [whole];
  for (const optimize of [false, true]) {
    for (let kept = -1; ; ) {
      exports = new Set([...shared, ...[...glue.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name)]);
      if (exports.size === kept) break;
      kept = exports.size;
      main = withExports(paths.main, exports, optimize);
      imports = shortNames(importsOf(main).map(({ name }) => name));
      glue = withoutUnused(withImports(whole, imports));
    }
  }
  main = inOrder(main);
  // The memory keeps its name, because tools expect it.
  exports = shortNames([...exports].filter((name) => name !== "memory")).set("memory", "memory");
  glue = glue.replaceAll(/\bwasm\.(\w+)/g, (_, name) => `wasm.${exports.get(name)}`);
  if (!glue.includes(`"${GLUE}"`)) throw new Error(`the glue is not imported as ${GLUE}`);
  glue = glue.replaceAll(`"${GLUE}"`, '"__BUILD__"');

  const stamp = (isMain, build) =>
    isMain ? renamed(main, { from: build, imports, exports }) : renamed(lazy, { from: build, imports: exports });
  check(glue, stamp);
  return { glue: await inCopies(glue, { isSplit: true }), main, lazy, stamp };
}

/** Finds imports and exports that do not match here, and not in the browser. */
function check(glue, stamp) {
  const [main, lazy] = [true, false].map((isMain) => new WebAssembly.Module(stamp(isMain, "id")));
  const given = new Set([...glue.matchAll(/^    ([\w$]+): /gm)].map(([, name]) => name));
  const exported = new Set(WebAssembly.Module.exports(main).map(({ name }) => name));
  const fits = (all, found) => all.every(({ module, name }) => module === "id" && found.has(name));
  const called = [...glue.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => ({ module: "id", name }));
  const imports = WebAssembly.Module.imports;
  if (!fits(imports(main), given) || !fits(imports(lazy), exported) || !fits(called, exported)) {
    throw new Error("the imports and exports of the glue and of the two modules do not match");
  }
}

function importsOf(bytes) {
  return WebAssembly.Module.imports(new WebAssembly.Module(bytes));
}

/** The glue with only the wanted exports and what these use. */
function withoutUnused(source) {
  // These two would otherwise keep unused classes: the call that creates a registry, and the second name for `free`.
  // element.js only calls `free`.
  const pure = source
    .replaceAll("new FinalizationRegistry", "/* @__PURE__ */ new FinalizationRegistry")
    .replaceAll(/^\s*if \(Symbol\.dispose\).*(\n\s+.*Symbol\.dispose.*)?$/gm, "");
  return inScratch((scratch) => {
    writeFileSync(join(scratch, "glue.js"), pure);
    writeFileSync(join(scratch, "entry.js"), `export { ${WANTED} } from "./glue.js";`);
    return bundled("entry.js", { cwd: scratch });
  });
}

/** The WebAssembly with only these exports and what they use. */
function withExports(path, kept, optimize) {
  const roots = [...kept].map((name) => ({ name: `export ${name}`, export: name, root: true }));
  return inScratch((scratch) => {
    const [graph, out] = [join(scratch, "graph.json"), join(scratch, "out.wasm")];
    writeFileSync(graph, JSON.stringify(roots));
    execFileSync("wasm-metadce", [path, ...ENABLED, "--graph-file", graph, "-o", out], { stdio: "pipe" });
    return optimize ? optimized(out) : readFileSync(out);
  });
}

function optimized(path) {
  return passed(path, SMALLER);
}

/** The same WebAssembly with its functions in the order in which they are compressed best. */
function inOrder(bytes) {
  return inScratch((scratch) => {
    const path = join(scratch, "in.wasm");
    writeFileSync(path, namedByOrder(bytes));
    return passed(path, ORDERED);
  });
}

function passed(path, passes) {
  return inScratch((scratch) => {
    const out = join(scratch, "out.wasm");
    execFileSync("wasm-opt", [path, ...ENABLED, ...passes, "-o", out]);
    return readFileSync(out);
  });
}

function inScratch(act) {
  const scratch = mkdtempSync(join(tmpdir(), "shrink-"));
  try {
    return act(scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The glue with only these imports in its table, under their new names. */
function withImports(source, names) {
  // As esbuild formats it: each member begins on a line of its own, indented by four spaces.
  const begin = source.indexOf("__proto__: null,");
  const end = source.indexOf("\n  };", begin);
  if (begin < 0 || end < 0) throw new Error("no table of imports found in the glue");
  const members = source.slice(begin, end).split(/\n(?=    [\w$]+: )/).slice(1);
  const table = ["__proto__: null,"];
  const found = new Set();
  for (const member of members) {
    const [, name] = /^\s*([\w$]+): /.exec(member);
    if (!names.has(name)) continue;
    found.add(name);
    table.push(member.replace(name, names.get(name)).replace(/,?\s*$/, ","));
  }
  if (found.size !== names.size) throw new Error("some imports are missing in the glue");
  return source.slice(0, begin) + table.join("\n") + source.slice(end);
}

/** a, b … z, aa, ab … for these names, in their order. */
function shortNames(names) {
  return new Map(names.map((name, place) => [name, short(place)]));
}

function short(place) {
  const letter = String.fromCharCode(97 + (place % 26));
  return place < 26 ? letter : short(Math.floor(place / 26) - 1) + letter;
}
