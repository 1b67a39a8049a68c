// One copy of the WebAssembly: starts it, loads its second module, and disconnects it after a panic. `build/copies.mjs`
// inserts this into the glue code that wasm-bindgen generates; it runs once for each copy.

/**
 * `glue` has the exports of wasm-bindgen's glue code, `exports()` returns those of the WebAssembly instance, and `keys`
 * is a checksum of the keys of the UI texts in their order. `fetch` loads the WebAssembly files.
 */
export function instance({ glue, exports, kill, build, fetch, keys }) {
  if (build !== "__BUILD__") throw mixed("element.js");
  let lazy;

  /** An error that the loader displays unchanged. */
  function mixed(name) {
    return new Error(`Files of two builds: ${name} is from another build. Reload the page.`);
  }

  /** The module that a WebAssembly file imports from has the ID of the build as its name. */
  const isMixed = (error) => /import/i.test(error.message);

  /** Starts the WebAssembly that was requested from `url`. A cache may return one of another build. */
  async function start(url, response, cached = true) {
    found(url, response);
    try {
      await glue.default({ module_or_path: response });
    } catch (error) {
      if (isMixed(error)) {
        if (cached) return start(url, await fetch(url, { cache: "reload" }), false);
        throw mixed(url);
      }
      const what = `${url} (${response.headers.get("content-type")})`;
      throw new Error(`${reason(error, what)} ${error.message}`);
    }
  }

  function found(url, { ok, status }) {
    if (!ok) throw new Error(`${url} could not be loaded: HTTP ${status}.`);
  }

  /** Why the WebAssembly does not start. */
  function reason({ message }, what) {
    if (/unsafe-eval|content.security.policy|\bCSP\b/i.test(message)) {
      return "The page's Content-Security-Policy forbids WebAssembly; script-src needs 'wasm-unsafe-eval'.";
    }
    if (/magic/i.test(message)) return `${what} is not WebAssembly.`;
    return `${what} needs Chrome 123, Firefox 121, Safari 17.5 or later.`;
  }

  /** Texts are passed to Rust by position, so with other keys they would be displayed in the wrong places. */
  function words(module, language) {
    let sum = 0;
    for (const character of Object.keys(module.default).join()) sum = (sum * 31 + character.charCodeAt()) | 0;
    if (module.build !== build || sum !== keys) throw mixed(`${language}.js`);
    return module.default;
  }

  /** Loads the second module once. After a failure it can be called again. */
  function loadLazy() {
    lazy ??= join(new URL("./devserver-jobs_lazy.wasm", import.meta.url)).catch((error) => {
      lazy = undefined;
      throw error;
    });
    return lazy;
  }

  /** Loads the module that creates snapshots. */
  function loadSnapshot() {
    return import("./devserver-jobs_snapshot.js");
  }

  async function join(url, cached = true) {
    const response = await fetch(url, { cache: cached ? "default" : "reload" });
    found(url, response);
    try {
      await WebAssembly.instantiate(await response.arrayBuffer(), { ["__BUILD__"]: exports() });
    } catch (error) {
      if (!isMixed(error)) throw error;
      if (!cached) throw mixed(url);
      return join(url, false);
    }
  }

  return { ...glue, start, words, kill, loadLazy, loadSnapshot };
}
