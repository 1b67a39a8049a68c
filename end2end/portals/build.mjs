// Builds the tests' portals below the folder that is named: `node build.mjs FOLDER`. The same page with each of the
// bundlers, and pages with the routers. What was built from the same sources and the same package before stays.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { nodeResolve } from "@rollup/plugin-node-resolve";
import { importMetaAssets } from "@web/rollup-plugin-import-meta-assets";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

const here = import.meta.dirname;
const list = join(here, "list");
const element = join(here, "node_modules/devserver-jobs");
const out = resolve(process.argv[2]);
const stamp = join(out, ".built-from");
const sources = sourcesHash();
const WASM = ["devserver-jobs_bg.wasm", "devserver-jobs_lazy.wasm"];

const portals = {
  async vite(folder) {
    await viteOf(list, folder);
  },

  // It looks at `main` and `module` only, unless it is told otherwise.
  parcel(folder) {
    const args = ["build", join(list, "index.html"), "--dist-dir", folder, "--public-url", "./", "--no-source-maps"];
    run("parcel", [...args, "--no-cache", "--cache-dir", join(out, ".parcel"), "--log-level", "warn"]);
  },

  async rollup(folder) {
    await rollupWith([nodeResolve(), importMetaAssets()], folder);
  },

  // Without a plugin for such files they are copied.
  async "rollup-copied"(folder) {
    await rollupWith([nodeResolve()], folder);
    copyWasm(folder);
  },

  async webpack(folder) {
    await webpackOf({ entry: { main: join(list, "main.js") } }, folder);
    deferred(list, folder);
  },

  async "webpack-qiankun"(folder) {
    const output = { library: { name: "jobs", type: "umd" } };
    await webpackOf({ entry: { main: join(list, "qiankun.js") }, output }, folder);
    copyFileSync(join(list, "qiankun.html"), join(folder, "index.html"));
  },

  async esbuild(folder) {
    await esbuildOf(join(list, "main.js"), folder, "index.html", { splitting: true });
    copyWasm(folder);
  },

  async "vue-router"(folder) {
    await viteOf(join(here, "vue-router"), folder, "/portals/vue-router/");
  },

  async "react-router"(folder) {
    await viteOf(join(here, "react-router"), folder, "/portals/react-router/");
  },

  async zone(folder) {
    const root = join(here, "zone");
    await webpackOf({ entry: { main: join(root, "main.js") } }, folder);
    deferred(root, folder);
  },

  sveltekit(folder) {
    run("vite", ["build"], { cwd: join(here, "sveltekit"), env: { ...process.env, OUT: folder } });
  },
};

if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) {
  console.log("The tests' portals are built.");
} else {
  rmSync(out, { recursive: true, force: true });
  for (const [name, build] of Object.entries(portals)) {
    const folder = join(out, name);
    mkdirSync(folder, { recursive: true });
    await build(folder);
    console.log(`Built ${name}.`);
  }
  writeFileSync(stamp, sources);
}

async function viteOf(root, outDir, base = "./") {
  const build = { outDir, emptyOutDir: true, target: "es2023" };
  await vite({ root, base, logLevel: "error", configFile: false, build });
}

async function rollupWith(plugins, dir) {
  const bundle = await rollup({ input: join(list, "main.js"), plugins });
  await bundle.write({ dir, format: "es" });
  await bundle.close();
  copyFileSync(join(list, "index.html"), join(dir, "index.html"));
}

function webpackOf(options, path) {
  const all = { mode: "production", context: here, ...options, output: { path, ...options.output } };
  return new Promise((resolve, reject) =>
    webpack(all, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString("errors-only")));
      else resolve();
    }),
  );
}

/** The page of a bundle of webpack, which is no module, and finds where it lies as other scripts do. */
function deferred(root, folder) {
  const page = readFileSync(join(root, "index.html"), "utf8").replace('type="module"', "defer");
  writeFileSync(join(folder, "index.html"), page);
}

async function esbuildOf(entry, outdir, page, options) {
  await esbuild.build({ entryPoints: [entry], bundle: true, format: "esm", outdir, logLevel: "warning", ...options });
  copyFileSync(join(list, page), join(outdir, page));
}

function copyWasm(folder) {
  for (const name of WASM) copyFileSync(join(element, name), join(folder, name));
}

function run(program, args, options = {}) {
  const stdio = ["ignore", "ignore", "inherit"];
  execFileSync(join(here, "node_modules/.bin", program), args, { cwd: here, stdio, ...options });
}

/** Of everything that the portals are built from; the tests are not. */
function sourcesHash() {
  const hash = createHash("sha256");
  const add = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile() && entry.name.endsWith(".ts") && folder === here) continue;
      if (entry.isFile()) hash.update(entry.name).update("\0").update(readFileSync(path)).update("\0");
      else if (entry.isDirectory() && !["node_modules", ".svelte-kit"].includes(entry.name)) add(path);
    }
  };
  add(here);
  add(element);
  return hash.digest("hex");
}
