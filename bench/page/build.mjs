// Builds the peers for production, below the given folder. A build of the same sources is not repeated.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import react from "@vitejs/plugin-react";
import { build } from "vite";
import solid from "vite-plugin-solid";

import { PEERS } from "./subjects.mjs";

const here = import.meta.dirname;
const out = resolve(process.argv[2] ?? join(here, "../../target/bench/browser/peers"));
const stamp = join(out, ".built-from");
const sources = sourcesHash();

if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) {
  console.log("The peers are built.");
} else {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const name of PEERS) {
    await build({
      configFile: false,
      root: join(here, "peers", name),
      base: "./",
      logLevel: "warn",
      plugins: pluginsOf(name),
      build: {
        outDir: join(out, name),
        emptyOutDir: true,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 2000,
      },
    });
    console.log(`Built ${name}.`);
  }
  writeFileSync(stamp, sources);
}

/** The compiler for a peer's markup; hand-written DOM has none. */
function pluginsOf(name) {
  if (name === "vanilla") return [];
  return name === "solid" ? [solid()] : [react()];
}

/** The hash of everything that the peers are built from. */
function sourcesHash() {
  const hash = createHash("sha256");
  const inPeers = readdirSync(join(here, "peers"), { recursive: true, withFileTypes: true });
  const files = inPeers.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of ["package-lock.json", "build.mjs", ...files.sort()]) {
    hash.update(file.replace(here, "")).update("\0").update(readFileSync(resolve(here, file))).update("\0");
  }
  return hash.digest("hex");
}
