// Makes what is between the page's JavaScript and its WebAssembly small, after a release build. What the page
// does stays the same.
//
// wasm-bindgen's glue exports classes of server functions that come along with Leptos, and the WebAssembly
// exports what they call, so no optimizer may drop either; and every import and export has a name with a hash,
// in both. The loader uses only what is named in WANTED, and the second module what it imports. So the rest is
// cut off, and what is left is called a, b, c. That the names of two builds mean different things does no harm:
// what a module imports from is called as its build is.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bundled, inCopies } from "./copies.mjs";
import { namedByOrder } from "./order.mjs";
import { renamed } from "./wasm.mjs";

const WANTED = "default, mount, on_crash";
// What the compiler uses by itself. With all features there would be ones that browsers do not know yet.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
// Chosen by what is left after brotli: flat code with its control flow built anew is 0.5 KB less there.
// The first KiB of memory is the far end of Rust's stack, so no object lies there, which is what the
// first flag asks for: another 0.4 KB. What converged is looked at once more for 0.3 KB.
const SMALLER = [
  ...["--low-memory-unused", "-Oz", "--flatten", "--rereloop", "-Oz", "--converge", "-Oz"],
  ...["--strip-producers", "--strip-target-features"],
];
// Keeps what SMALLER has made of the code.
const ORDERED = ["--optimize-level=2", "--shrink-level=2", "--reorder-functions-by-name", "--strip-debug"];
const ENABLED = FEATURES.map((name) => `--enable-${name}`);
/** What wasm-bindgen's glue is called where the WebAssembly imports from it. */
const GLUE = "./devserver-jobs_bg.js";

/** What the glue, the first and the second module of a build become, given their paths. */
export async function shrunk(paths) {
  const lazy = inOrder(optimized(paths.lazy));
  const shared = importsOf(lazy).map(({ name }) => name);

  const whole = withoutUnused(readFileSync(paths.glue, "utf8"));
  // What the WebAssembly exports decides what it imports, and an import can use an export in turn: the
  // exports that are kept shrink until both agree, at first without the optimizer, which takes its time.
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
  // The memory keeps its name, by which tools know it.
  exports = shortNames([...exports].filter((name) => name !== "memory")).set("memory", "memory");
  glue = glue.replaceAll(/\bwasm\.(\w+)/g, (_, name) => `wasm.${exports.get(name)}`);
  if (!glue.includes(`"${GLUE}"`)) throw new Error("the glue calls itself otherwise");
  glue = glue.replaceAll(`"${GLUE}"`, '"__BUILD__"');

  const stamp = (isMain, build) =>
    isMain ? renamed(main, { from: build, imports, exports }) : renamed(lazy, { from: build, imports: exports });
  check(glue, stamp);
  return { glue: await inCopies(glue, { isSplit: true }), main, lazy, stamp };
}

/** A link that does not fit is found here and not by a reader. */
function check(glue, stamp) {
  const [main, lazy] = [true, false].map((isMain) => new WebAssembly.Module(stamp(isMain, "id")));
  const given = new Set([...glue.matchAll(/^    ([\w$]+): /gm)].map(([, name]) => name));
  const exported = new Set(WebAssembly.Module.exports(main).map(({ name }) => name));
  const fits = (all, found) => all.every(({ module, name }) => module === "id" && found.has(name));
  const called = [...glue.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => ({ module: "id", name }));
  const imports = WebAssembly.Module.imports;
  if (!fits(imports(main), given) || !fits(imports(lazy), exported) || !fits(called, exported)) {
    throw new Error("the glue and the two modules do not fit each other");
  }
}

function importsOf(bytes) {
  return WebAssembly.Module.imports(new WebAssembly.Module(bytes));
}

/** The glue with the wanted exports only, and what they need. */
function withoutUnused(source) {
  // What nobody uses may go, though a registry is made by a call, and a class is given another name for
  // `free`, which is the one that element.js calls.
  const pure = source
    .replaceAll("new FinalizationRegistry", "/* @__PURE__ */ new FinalizationRegistry")
    .replaceAll(/^\s*if \(Symbol\.dispose\).*(\n\s+.*Symbol\.dispose.*)?$/gm, "");
  return inScratch((scratch) => {
    writeFileSync(join(scratch, "glue.js"), pure);
    writeFileSync(join(scratch, "entry.js"), `export { ${WANTED} } from "./glue.js";`);
    return bundled("entry.js", { cwd: scratch });
  });
}

/** The WebAssembly with these exports only, and what they need. */
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

/** The glue's table of imports: those that are left, by their new names. */
function withImports(source, names) {
  // As esbuild writes it: four spaces in, each member begins on a line of its own.
  const begin = source.indexOf("__proto__: null,");
  const end = source.indexOf("\n  };", begin);
  if (begin < 0 || end < 0) throw new Error("the table of imports is not where it used to be in the glue");
  const members = source.slice(begin, end).split(/\n(?=    [\w$]+: )/).slice(1);
  const table = ["__proto__: null,"];
  const found = new Set();
  for (const member of members) {
    const [, name] = /^\s*([\w$]+): /.exec(member);
    if (!names.has(name)) continue;
    found.add(name);
    table.push(member.replace(name, names.get(name)).replace(/,?\s*$/, ","));
  }
  if (found.size !== names.size) throw new Error("the glue does not have every import");
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
