// Writes the npm package into a folder: `node build/package.mjs PAGE FOLDER`, where PAGE is the folder of a release
// build. The files of the loader are minified one by one and not bundled, so that the two entry points of the package
// share one module, and bundlers recognize the URLs in it.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

import { buildOf, named, plain, stamped } from "./stamp.mjs";
import * as types from "./types.mjs";

const root = resolve(import.meta.dirname, "..");
const [page, folder] = process.argv.slice(2).map((path) => resolve(path));
const read = (path) => readFileSync(join(root, path), "utf8");
const write = (name, text) => writeFileSync(join(folder, name), text);
const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** The frameworks with a file of types for their templates. */
const FRAMEWORKS = ["react", "vue", "svelte", "solid"];

/** The script for pages that cannot load modules. */
const CLASSIC = "devserver-jobs.classic.js";

const contract = JSON.parse(read("src/contract.json"));
const [, version] = /^\[workspace\.package\]\s[^[]*^version = "(.+)"/m.exec(read("Cargo.toml"));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

// File names in the package need no build ID, because the package has a version.
const build = buildOf(readdirSync(page));
for (const name of ["element.js", "define.js", CLASSIC]) {
  const flags = ["--minify", `--format=${name === CLASSIC ? "iife" : "esm"}`, "--log-level=warning"];
  const small = execFileSync("esbuild", [join(root, "src", name), ...flags], { encoding: "utf8" });
  write(name, plain(stamped(small, build), build));
}
const languages = ["en-US", "zh-CN"];
for (const name of ["devserver-jobs.js", "devserver-jobs_snapshot.js", ...languages.map((tag) => `${tag}.js`)]) {
  write(name, plain(readFileSync(join(page, named(name, build)), "utf8"), build));
}
for (const name of ["devserver-jobs_bg.wasm", "devserver-jobs_lazy.wasm"]) {
  cpSync(join(page, named(name, build)), join(folder, name));
}
cpSync(join(root, "style/themes"), join(folder, "themes"), { recursive: true });

const { default: words } = await import(pathToFileURL(join(folder, "en-US.js")));
write("index.d.ts", types.index(contract, Object.keys(words)));
write("define.d.ts", types.definition());
// It is for a script element and exports nothing.
write("devserver-jobs.classic.d.ts", "export {};\n");
for (const tag of languages) write(`${tag}.d.ts`, types.words());
for (const name of FRAMEWORKS) write(`${name}.d.ts`, types[name](contract));
write("custom-elements.json", asJson(types.manifest(contract, styling())));
write("package.json", asJson(manifest()));
write("README.md", readme());
write("theming.md", read("docs/theming.md").replaceAll("../style/themes/", "themes/").replaceAll("embedding.md", "README.md"));

// The compressed size of what a page loads for one element, with the larger one of the languages.
const sent = (name) => {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return brotliCompressSync(readFileSync(join(folder, name)), { params }).length;
};
const sum = (names) => names.map(sent).reduce((one, other) => one + other, 0);
const loader = sum(["element.js", "define.js"]);
const rest = sum(["devserver-jobs.js", "devserver-jobs_bg.wasm"]);
const all = loader + rest + Math.max(...languages.map((tag) => sent(`${tag}.js`)));
const number = (value) => value.toLocaleString("en");
console.log(`devserver-jobs ${version}: ${readdirSync(folder).length} entries, ${number(size(folder))} bytes`);
const later = sent("devserver-jobs_lazy.wasm");
console.log(`with brotli: ${number(loader)} bytes for the loader, ${number(all)} until the list is displayed, ${number(later)} later`);

function manifest() {
  const typed = (file, name = "index") => ({ types: `./${name}.d.ts`, default: `./${file}.js` });
  return {
    name: contract.tag,
    version,
    description: contract.description,
    license: "UNLICENSED",
    type: "module",
    exports: {
      ".": typed("element"),
      "./define": typed("define", "define"),
      [`./${CLASSIC}`]: typed("devserver-jobs.classic", "devserver-jobs.classic"),
      ...Object.fromEntries(languages.map((tag) => [`./locale/${tag}`, typed(tag, tag)])),
      ...Object.fromEntries(FRAMEWORKS.map((name) => [`./${name}`, { types: `./${name}.d.ts` }])),
      "./themes/*.css": "./themes/*.css",
      "./custom-elements.json": "./custom-elements.json",
      "./package.json": "./package.json",
    },
    // For tools that do not read `exports`.
    main: "./element.js",
    module: "./element.js",
    types: "./index.d.ts",
    sideEffects: ["./element.js", `./${CLASSIC}`],
    customElements: "custom-elements.json",
  };
}

/** The README of the package: the guide, without the markers that only the repository needs. */
function readme() {
  const guide = read("docs/embedding.md");
  return guide
    .replace(/^# .*/, `# ${contract.tag}\n\n${contract.description}`)
    .replaceAll(/^<!-- .* -->\n/gm, "");
}

/** The custom properties and parts, from the two tables of docs/theming.md. */
function styling() {
  const tables = { property: [], part: [] };
  let rows;
  for (const line of read("docs/theming.md").split("\n")) {
    const [, name, description, standard] = line.split("|").map((cell) => cell.trim());
    if (!line.startsWith("|")) rows = undefined;
    else if (name in tables) rows = tables[name];
    else if (name.startsWith("`")) {
      const known = standard && { default: standard.replaceAll("`", "") };
      rows?.push({ name: name.slice(1, -1), description, ...known });
    }
  }
  if (!tables.property.length || !tables.part.length) throw new Error("docs/theming.md does not have the expected tables");
  return { cssProperties: tables.property, cssParts: tables.part };
}

function size(folder) {
  const files = readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}
