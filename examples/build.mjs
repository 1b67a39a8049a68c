// Builds the examples for production, each with its page of checks, below the folder that is named:
// `node build.mjs FOLDER`. What was built from the same sources and the same package before stays.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

import { build } from "vite";

const here = import.meta.dirname;
const element = join(here, "node_modules/devserver-jobs");
const out = resolve(process.argv[2]);
const stamp = join(out, ".built-from");
const sources = sourcesHash();

if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) {
  console.log("The examples are built.");
} else {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const frameworks = ["react", "vue", "svelte", "solid"].map((name) => [name, "index.html", "check/index.html"]);
  // Of a micro-frontend it is the host that is built; the page that it takes in lies in its `public` folder.
  const hosts = [["qiankun", "index.html"], ["wujie", "index.html"], ["single-spa", "index.html"]];
  hosts.push(["micro-app", "index.html", "0.8.html"]);
  for (const [name, ...pages] of [...frameworks, ...hosts]) {
    const root = join(here, name);
    const input = pages.map((page) => join(root, page));
    const options = { outDir: join(out, name), emptyOutDir: true, rolldownOptions: { input } };
    // Addresses relative to the page, so that one server has them all.
    await build({ root, base: "./", logLevel: "warn", build: options });
    console.log(`Built ${name}.`);
  }
  for (const [project, place] of [["portal", "angular"], ["check", "angular/check"]]) {
    const folder = join(out, project);
    const words = ["build", project, "--output-path", folder, "--progress", "false"];
    const env = { ...process.env, NG_CLI_ANALYTICS: "false" };
    execFileSync("node_modules/.bin/ng", words, { cwd: join(here, "angular"), env, stdio: ["ignore", "ignore", "inherit"] });
    renameSync(join(folder, "browser"), join(out, place));
    rmSync(folder, { recursive: true });
  }
  console.log("Built angular.");
  writeFileSync(stamp, sources);
}

/** Of everything that the examples are built from. */
function sourcesHash() {
  const hash = createHash("sha256");
  const add = (root, path) => {
    hash.update(relative(root, path)).update("\0").update(readFileSync(path)).update("\0");
  };
  for (const path of filesIn(here)) add(here, path);
  for (const path of filesIn(element)) add(element, path);
  return hash.digest("hex");
}

/** Without what is installed or built there. */
function filesIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [path];
    const isSource = entry.isDirectory() && !["node_modules", "dist", ".angular"].includes(entry.name);
    return isSource ? filesIn(path) : [];
  });
}
