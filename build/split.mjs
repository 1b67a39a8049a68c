// Splits the WebAssembly that cargo has built for a release into the module that a page loads first and the
// one that joins it later, and has wasm-bindgen write the glue of the first. The second has none of its own:
// it shares the first one's memory and table, by which it reaches all that JavaScript does.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What `use` makes of the files' paths, which are there only for as long as it runs. */
export async function withSplit(root, use) {
  const run = (command, args, env = process.env) =>
    execFileSync(command, args, { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const { target_directory } = JSON.parse(run("cargo", ["metadata", "--format-version=1", "--no-deps", "--offline"]));
  const whole = join(target_directory, "wasm32-unknown-unknown/wasm-release/devserver-jobs.wasm");
  const scratch = mkdtempSync(join(tmpdir(), "split-"));
  try {
    // The splitter runs here, so the compiler that wasm is built with need not build it.
    const { RUSTC, RUSTDOC, ...env } = process.env;
    run("cargo", ["run", "--quiet", "--package=devserver-jobs-split", "--", whole, scratch], env);
    const flags = ["--target=web", "--no-typescript", "--keep-lld-exports", "--no-demangle"];
    const names = ["--out-dir", scratch, "--out-name", "devserver-jobs"];
    run("wasm-bindgen", [join(scratch, "main.wasm"), ...flags, ...names]);
    return await use({
      glue: join(scratch, "devserver-jobs.js"),
      main: join(scratch, "devserver-jobs_bg.wasm"),
      lazy: join(scratch, "split_lazy.wasm"),
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
