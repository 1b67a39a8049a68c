// The script of a snapshot: it defines <devserver-jobs>, whose files and whose list are in the same document, and
// displays the list without any request. `build/snapshot.mjs` bundles it with its imports into one classic script.
import { define } from "./define.js";
import { create } from "./devserver-jobs.js";

const TAG = "devserver-jobs";
/** How many characters are decoded at once: four are three bytes. */
const SLICE = 1 << 16;
const { attributes, properties, state } = JSON.parse(text("settings"));

/** The current copy of the WebAssembly. */
let copy;

define(TAG, load);

const element = document.createElement(TAG);
for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
// A request needs an address; nothing is sent there.
element.proxy = "https://snapshot.invalid";
element.fetch = async () => inflated("list", "application/json", { age: String(age()) });
// Another page from the same disk may have views in the same storage.
Object.assign(element, properties, { views: [] });
element.restore(state);
if (/^(light|dark)$/.test(attributes.theme)) document.documentElement.style.colorScheme = attributes.theme;
document.querySelector("main").append(element);

async function load(language) {
  copy ??= begin();
  const [{ words, ...module }, texts] = await Promise.all([copy, inflated("words", "application/json")]);
  const found = { default: (await texts.json())[language], build: "__BUILD__" };
  return { ...module, messages: words(found, language) };
}

/** Creates a copy of the WebAssembly. */
async function begin() {
  const wasm = (id) => inflated(id, "application/wasm");
  // Its second module is the only thing that it fetches.
  const { start, words, mount, on_crash, kill } = create("__BUILD__", () => wasm("lazy"));
  await start("snapshot", await wasm("main"));
  const crashed = new Promise((resolve) =>
    on_crash((message) => {
      kill();
      copy = undefined;
      console.error(message);
      resolve(message);
    }),
  );
  return { mount, words, crashed };
}

/** How many seconds ago the list was current; at least 0, whatever the clock says. */
function age() {
  return Math.max(0, Math.round((Date.now() - Date.parse(attributes.snapshot)) / 1000));
}

function text(id) {
  return document.getElementById(id).textContent;
}

/** A compressed text in the document, as the response that it replaces. */
async function inflated(id, type, headers = {}) {
  const body = decoded(text(id)).pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: { ...headers, "content-type": type } });
}

/** The bytes of a base64 text, decoded in parts as they are read. */
function decoded(text) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const part = atob(text.slice(at, at + SLICE));
      at += SLICE;
      controller.enqueue(Uint8Array.from(part, (character) => character.charCodeAt(0)));
      if (at >= text.length) controller.close();
    },
  });
}
