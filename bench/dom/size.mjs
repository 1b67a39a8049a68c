// How many bytes (brotli) a table-sized component takes with the DOM builder and with Leptos' view!:
// `node bench/dom/size.mjs`. Needs cargo with wasm32-unknown-unknown, wasm-bindgen and binaryen on PATH, as
// `cargo xtask setup` leaves them. It takes some minutes: Leptos is built twice.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const ROOT = new URL("../..", import.meta.url).pathname;
// As build/shrink.mjs has them.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
const SMALLER = ["--low-memory-unused", "-Oz", "--flatten", "--rereloop", "-Oz", "--converge", "--strip-producers", "--strip-target-features"];

const variants = [
  ["DOM builder", "builder", ""],
  ["view!", "view", ""],
  ["view!, erase_components", "view", "--cfg erase_components"],
];
const rows = variants.map(([name, feature, flags]) => {
  const [line, table] = [[feature], [feature, "table"]].map((features) => measure(features, flags));
  return [name, line, table];
});
const columns = ["", "one line of text", "with the table", "the table", "innerHTML in the glue"];
console.log(`| ${columns.join(" | ")} |\n|${"---|".repeat(columns.length)}`);
for (const [name, line, table] of rows) {
  const difference = table.bytes - line.bytes;
  const numbers = [line.bytes, table.bytes, difference].map((bytes) => bytes.toLocaleString("en"));
  console.log(`| ${[name, ...numbers, table.innerHtml ? "yes" : "no"].join(" | ")} |`);
}

/** The compressed WebAssembly of the benchmark with these features, and whether its glue has `innerHTML`. */
function measure(features, flags) {
  const target = join(ROOT, "target/bench-dom", flags ? "erased" : "plain");
  const args = ["build", "-p", "devserver-jobs-bench-dom", "--target", "wasm32-unknown-unknown", "--profile", "wasm-release"];
  const env = { ...process.env, CARGO_TARGET_DIR: target, RUSTFLAGS: flags };
  execFileSync("cargo", [...args, "--features", features.join(",")], { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
  const built = join(target, "wasm32-unknown-unknown/wasm-release/devserver_jobs_bench_dom.wasm");
  const scratch = mkdtempSync(join(tmpdir(), "dom-size-"));
  try {
    execFileSync("wasm-bindgen", [built, "--target", "web", "--no-typescript", "--out-dir", scratch, "--out-name", "glue"]);
    const glue = readFileSync(join(scratch, "glue.js"), "utf8");
    const bytes = compressed(shrunk(join(scratch, "glue_bg.wasm"), scratch));
    return { bytes, innerHtml: glue.includes("innerHTML") };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Without what only the classes of server functions need, which the page's build drops too; optimized. */
function shrunk(path, scratch) {
  const exported = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(path))).map(({ name }) => name);
  const kept = exported.filter((name) => name === "mount" || name === "memory" || name.startsWith("__"));
  const [graph, out] = [join(scratch, "graph.json"), join(scratch, "out.wasm")];
  writeFileSync(graph, JSON.stringify(kept.map((name) => ({ name: `export ${name}`, export: name, root: true }))));
  const enable = FEATURES.map((name) => `--enable-${name}`);
  execFileSync("wasm-metadce", [path, ...enable, "--graph-file", graph, "-o", out], { stdio: "pipe" });
  execFileSync("wasm-opt", [out, ...enable, ...SMALLER, "-o", out]);
  return readFileSync(out);
}

function compressed(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }).length;
}
