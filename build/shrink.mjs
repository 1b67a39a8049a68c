// Makes what is between the page's JavaScript and its WebAssembly small, after a release build: a hook in
// Trunk.toml calls it with the folder of the built files. What the page does stays the same.
//
// wasm-bindgen's glue exports classes of server functions that come along with Leptos, and the WebAssembly
// exports what they call, so no optimizer may drop either; and every import has a name with a hash, in both.
// element.js uses only what is named in WANTED. So the rest is cut off, and the imports are called a, b, c.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inCopies } from "./copies.mjs";

const WANTED = "default, mount, on_crash";
// What the compiler uses by itself. With all features there would be ones that browsers do not know yet.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
// Chosen by what is left after brotli: flat code with its control flow built anew is 0.5 KB less there.
// The first KiB of memory is the far end of Rust's stack, so no object lies there, which is what the
// first flag asks for: another 0.4 KB.
const SMALLER = [
  ...["--low-memory-unused", "-Oz", "--flatten", "--rereloop", "-Oz", "--converge"],
  ...["--strip-producers", "--strip-target-features"],
];
const folder = process.argv[2];
const gluePath = join(folder, "devserver-jobs.js");
const wasmPath = join(folder, "devserver-jobs_bg.wasm");

const whole = withoutUnused(readFileSync(gluePath, "utf8"));
// What the WebAssembly exports decides what it imports, and an import can use an export in turn: the
// exports that are kept grow until both agree.
let [glue, wasm, names] = [withImports(whole, new Map()), undefined, new Map()];
for (let kept = -1; ; ) {
  glue = withoutUnused(glue);
  const exported = new Set([...glue.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name));
  if (exported.size === kept) break;
  kept = exported.size;
  wasm = withExports(wasmPath, exported);
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name);
  names = new Map(imported.map((name, place) => [name, short(place)]));
  glue = withImports(whole, names);
}
wasm = withImportsCalled(wasm, names);
writeFileSync(gluePath, minified(inCopies(glue)));
writeFileSync(wasmPath, wasm);
// Not a browser's eye, but a link that does not fit is found here and not by a reader.
const left = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
if (left.length !== names.size || left.some(({ name }, place) => name !== short(place))) {
  throw new Error("the imports of the WebAssembly were not renamed as they should be");
}

/** The glue with the wanted exports only, and what they need. */
function withoutUnused(source) {
  // What nobody uses may go, though a registry is made by a call, and a class is given another name for
  // `free`, which is the one that element.js calls.
  const pure = source
    .replaceAll("new FinalizationRegistry", "/* @__PURE__ */ new FinalizationRegistry")
    .replaceAll(/^\s*if \(Symbol\.dispose\).*(\n\s+.*Symbol\.dispose.*)?$/gm, "");
  const scratch = mkdtempSync(join(tmpdir(), "shrink-"));
  try {
    writeFileSync(join(scratch, "glue.js"), pure);
    writeFileSync(join(scratch, "entry.js"), `export { ${WANTED} } from "./glue.js";`);
    const flags = ["--bundle", "--format=esm", "--log-level=warning"];
    return execFileSync("esbuild", ["entry.js", ...flags], { cwd: scratch, encoding: "utf8" });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The WebAssembly with these exports only, and what they need. */
function withExports(path, kept) {
  const roots = [...kept].map((name) => ({ name: `export ${name}`, export: name, root: true }));
  const scratch = mkdtempSync(join(tmpdir(), "shrink-"));
  try {
    const [graph, out] = [join(scratch, "graph.json"), join(scratch, "out.wasm")];
    writeFileSync(graph, JSON.stringify(roots));
    const features = FEATURES.map((name) => `--enable-${name}`);
    execFileSync("wasm-metadce", [path, ...features, "--graph-file", graph, "-o", out], { stdio: "pipe" });
    execFileSync("wasm-opt", [out, ...features, ...SMALLER, "-o", out]);
    return readFileSync(out);
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

function minified(source) {
  return execFileSync("esbuild", ["--minify", "--loader=js", "--log-level=warning"], { input: source });
}

/** a, b … z, aa, ab … */
function short(place) {
  const letter = String.fromCharCode(97 + (place % 26));
  return place < 26 ? letter : short(Math.floor(place / 26) - 1) + letter;
}

/** The same module with other names in its section of imports (number 2 of the binary format). */
function withImportsCalled(bytes, names) {
  const parts = [bytes.subarray(0, 8)];
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const [size, start] = leb(bytes, at + 1);
    const content = bytes.subarray(start, start + size);
    const section = id === 2 ? importSection(content, names) : content;
    parts.push(Buffer.from([id]), written(section.length), section);
    at = start + size;
  }
  return Buffer.concat(parts);
}

function importSection(content, names) {
  const [count, first] = leb(content, 0);
  const parts = [written(count)];
  let at = first;
  for (let each = 0; each < count; each += 1) {
    const [moduleSize, module] = leb(content, at);
    const [nameSize, name] = leb(content, module + moduleSize);
    const end = name + nameSize;
    const called = Buffer.from(names.get(content.subarray(name, end).toString()));
    const after = afterType(content, end);
    parts.push(content.subarray(at, module + moduleSize), written(called.length), called, content.subarray(end, after));
    at = after;
  }
  return Buffer.concat(parts);
}

/** Where the description of an import ends. wasm-bindgen imports functions, and nothing else. */
function afterType(content, at) {
  if (content[at] !== 0) throw new Error("an import that is no function");
  return leb(content, at + 1)[1];
}

/** An unsigned number, and what comes after it. */
function leb(bytes, at) {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at];
    at += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
    shift += 7;
  }
}

function written(value) {
  const bytes = [];
  do {
    const more = value >>> 7;
    bytes.push((value & 0x7f) | (more ? 0x80 : 0));
    value = more;
  } while (value);
  return Buffer.from(bytes);
}
