// Splits the WebAssembly of a release build into the module that a page loads first and the one that is loaded later,
// and runs wasm-bindgen on the first. The second module needs no glue: it uses the memory and the function table of the
// first, and calls JavaScript through them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Returns the result of `use`, which gets the paths of the files. They are removed when it has returned. */
export async function withSplit(root, use) {
  const run = (command, args, env = process.env) =>
    execFileSync(command, args, { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const { target_directory } = JSON.parse(run("cargo", ["metadata", "--format-version=1", "--no-deps", "--offline"]));
  const whole = join(target_directory, "wasm32-unknown-unknown/wasm-release/devserver-jobs.wasm");
  const scratch = mkdtempSync(join(tmpdir(), "split-"));
  try {
    // The splitter is a native program, so it is not built with the compiler that is set for WebAssembly.
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
