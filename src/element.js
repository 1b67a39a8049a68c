// Defines <devserver-jobs>, and loads the component: the WebAssembly beside this file, its glue, and the texts of
// one language. It is the page's only script, and the entry of the npm package.
import { OBJECTS, SANDBOXED, SETTINGS, define, propertyOf, warn } from "./define.js";

export { define };

const TAG = "devserver-jobs";

/** The current copy of the WebAssembly, for all elements. */
let copy;

if (!isElsewhere()) define(TAG, load);

/**
 * Whether the page's elements are in the document of another window, which then loads this file itself. Some
 * micro-frontends run scripts in a frame, but render outside it.
 */
function isElsewhere() {
  const { __WUJIE: wujie, rawWindow } = globalThis;
  const home = wujie ? (wujie.degrade ? wujie.document.defaultView : parent) : rawWindow;
  if (!home || home.Object === Object) return false;
  const url = address();
  // In a bundle, this file does not exist by itself.
  if (!url.pathname.endsWith("_bg.wasm")) return false;
  const script = home.document.createElement("script");
  script.type = "module";
  script.src = new URL("element.js", url);
  home.document.head.append(script);
  return true;
}

/** Starts loading what the first element needs. A page can call it before it has an element. */
export function preload() {
  return present().then(() => {});
}

/**
 * Puts an element with these settings, by their property names, into `target`. What is returned changes
 * settings (`update`; `null` removes one), requests the list again (`refresh`), and removes the element
 * (`dispose`).
 */
export function mount(target, settings = {}) {
  const element = document.createElement(TAG);
  set(element, settings);
  target.append(element);
  return {
    element,
    update: (settings) => set(element, settings),
    refresh: () => element.refresh(),
    dispose: () => element.remove(),
  };
}

function set(element, settings) {
  const known = [...SETTINGS.map(propertyOf), ...Object.keys(OBJECTS)];
  for (const [name, value] of Object.entries(settings)) {
    if (known.includes(name)) element[name] = value;
    else warn(element, name, String(value), `one of ${known.join(", ")}`);
  }
}

async function load(language) {
  const words = language === "zh-CN" ? import("./zh-CN.js") : import("./en-US.js");
  const all = Promise.all([present(), words]);
  // The first object of Intl takes a browser 20 ms, a phone 100. All is on its way now, so there is time. Not in a
  // timer, which on a fast line comes when it is too late.
  new Intl.NumberFormat(language).format(0);
  new Intl.DateTimeFormat(language);
  const [{ words: checked, ...module }, found] = await all;
  return { ...module, messages: checked(found, language) };
}

/** The current copy, which is created if there is none. After a failure, a later element tries again. */
function present() {
  if (!copy) {
    copy = begin();
    copy.catch(() => (copy = undefined));
  }
  return copy;
}

/** The address of the WebAssembly, in the form that bundlers recognize. */
function address() {
  return new URL("./devserver-jobs_bg.wasm", import.meta.url);
}

/** Creates a copy of the WebAssembly. */
async function begin() {
  if (typeof WebAssembly !== "object") {
    throw new Error("WebAssembly is not supported or disabled in this browser.");
  }
  const url = address();
  const wasm = fetch(url);
  // It is awaited below; without this a failure of both would be reported twice.
  wasm.catch(() => {});
  let glue, response;
  try {
    [glue, response] = [await import("./devserver-jobs.js"), await wasm];
  } catch (error) {
    const hint = self.origin === "null" ? ` ${SANDBOXED}` : "";
    throw new Error(`${error.message}: failed to load ${url} or a file beside it.${hint}`);
  }
  const { start, words, mount, on_crash, kill } = glue.create("__BUILD__");
  await start(url, response);
  const crashed = new Promise((resolve) =>
    on_crash((message) => {
      // Nothing calls it again: no timer, no listener, no promise.
      kill();
      copy = undefined;
      console.error(message);
      resolve(message);
    }),
  );
  return { mount, words, crashed };
}
