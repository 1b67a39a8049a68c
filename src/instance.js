// One copy of the WebAssembly: how it starts, how its second module joins it, and how it is cut off after a
// panic. `build/copies.mjs` puts this into the glue that wasm-bindgen writes, once for each copy.

/**
 * `glue` is what wasm-bindgen's glue exports, `exports()` the instance's own exports, and `keys` a sum of the
 * words' keys in their order, by which their places are known. `fetch` gives the WebAssembly files.
 */
export function instance({ glue, exports, kill, build, fetch, keys }) {
  if (build !== "__BUILD__") throw mixed("element.js");
  let lazy;

  /** An error that the loader shows as it is. */
  function mixed(name) {
    return new Error(`Files of two builds: ${name} does not belong to the others. Reload the page.`);
  }

  /** A WebAssembly file imports from a module that is called as its build is. */
  const isMixed = (error) => /import/i.test(error.message);

  /** Starts the WebAssembly that was asked for at `url`. One of another build may come from a cache. */
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
    if (!ok) throw new Error(`${url} is not there: the server says ${status}.`);
  }

  /** Why the WebAssembly does not start. */
  function reason({ message }, what) {
    if (/unsafe-eval|content.security.policy|\bCSP\b/i.test(message)) {
      return "The page's Content-Security-Policy forbids WebAssembly; script-src needs 'wasm-unsafe-eval'.";
    }
    if (/magic/i.test(message)) return `${what} is no WebAssembly.`;
    return `${what} does not run here; Chrome 123, Firefox 121 and Safari 17.5 can.`;
  }

  /** Texts go to Rust by their places, so those of other keys would be the texts of something else. */
  function words(module, language) {
    let sum = 0;
    for (const character of Object.keys(module.default).join()) sum = (sum * 31 + character.charCodeAt()) | 0;
    if (module.build !== build || sum !== keys) throw mixed(`${language}.js`);
    return module.default;
  }

  /** Loads the second module, once; after a failure it can be called again. */
  function loadLazy() {
    lazy ??= join(new URL("./devserver-jobs_lazy.wasm", import.meta.url)).catch((error) => {
      lazy = undefined;
      throw error;
    });
    return lazy;
  }

  /** Loads what puts a snapshot together. */
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
