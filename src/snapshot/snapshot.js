// Makes a snapshot: one HTML file with a list and this component, which can be opened without a network. This
// module is loaded when it is first needed. The script of the snapshot is a part of this file, with its hash in the
// Content-Security-Policy of the snapshot (`build/snapshot.mjs`); the WebAssembly is fetched again, mostly from the
// cache.
import page from "./page.html";

/** The settings of the host page that apply in a snapshot. None contains an address, except in a text. */
const ATTRIBUTES = ["columns", "page-size", "locale", "time-zone", "theme"];
const PROPERTIES = ["messages", "labels"];

/** How many bytes are compressed at once: this takes a phone some milliseconds. */
const SLICE = 1 << 16;

/**
 * Starts a snapshot of an element; `settings` has the language and the title of the page, further attributes, and
 * the state of the view. The returned function takes bytes of the list and, without an argument, returns the parts
 * of the file.
 */
export function begin(element, settings) {
  const list = packing();
  return async (bytes) => {
    if (bytes) return list.add(bytes);
    const parts = {
      LANGUAGE: [escaped(settings.language)],
      TITLE: [escaped(settings.title)],
      SETTINGS: [json(facts(element, settings))],
      MAIN: await packed(new URL("./devserver-jobs_bg.wasm", import.meta.url)),
      LAZY: await packed(new URL("./devserver-jobs_lazy.wasm", import.meta.url)),
      LIST: await list.end(),
    };
    return page.split(/__(LANGUAGE|TITLE|SETTINGS|MAIN|LAZY|LIST)__/).flatMap((text, at) => (at % 2 ? parts[text] : text));
  };
}

function facts(element, { attributes, state }) {
  const given = ATTRIBUTES.filter((name) => element.hasAttribute(name)).map((name) => [name, element.getAttribute(name)]);
  const set = PROPERTIES.filter((name) => element[name]).map((name) => [name, element[name]]);
  return { attributes: { ...Object.fromEntries(given), ...attributes }, properties: Object.fromEntries(set), state };
}

/** Escapes a text for HTML, also for an attribute. */
function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON for an element whose content is not parsed as HTML. */
function json(value) {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** A file of this build, compressed and encoded as text, in parts. */
async function packed(url) {
  const bytes = await file(url);
  const pack = packing();
  for (let at = 0; at < bytes.length; at += SLICE) {
    await pack.add(bytes.subarray(at, at + SLICE));
    await turn();
  }
  return pack.end();
}

/** The bytes of a WebAssembly file. A cache may return that of another build. */
async function file(url, cache = "default") {
  const response = await fetch(url, { cache }).catch(({ message }) => {
    const hint = "Check the network, and connect-src in the Content-Security-Policy of the page.";
    throw new Error(`${url} could not be loaded again: ${message}. ${hint}`);
  });
  if (!response.ok) throw new Error(`${url} could not be loaded: HTTP ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // It imports from a module whose name is the ID of its build.
  if (new TextDecoder("latin1").decode(bytes).includes("__BUILD__")) return bytes;
  if (cache === "default") return file(url, "reload");
  throw new Error(`Files of two builds: ${url} is from another build. Reload the page.`);
}

/** Converts bytes to gzip and base64 while they arrive. */
function packing() {
  const { readable, writable } = new CompressionStream("gzip");
  const writer = writable.getWriter();
  const parts = collected(readable.getReader());
  // An error is reported when the end is awaited; a stopped snapshot has no end.
  parts.catch(() => {});
  return {
    add: (bytes) => writer.write(bytes),
    end: async () => {
      await writer.close();
      return parts;
    },
  };
}

async function collected(reader) {
  const parts = [];
  for (let rest = new Uint8Array(); ; ) {
    const { done, value } = await reader.read();
    const bytes = new Uint8Array(rest.length + (value?.length ?? 0));
    bytes.set(rest);
    bytes.set(value ?? [], rest.length);
    // Three bytes are four characters.
    const whole = done ? bytes.length : bytes.length - (bytes.length % 3);
    for (let at = 0; at < whole; at += SLICE_OF_TEXT) parts.push(encoded(bytes.subarray(at, Math.min(whole, at + SLICE_OF_TEXT))));
    if (done) return parts;
    rest = bytes.subarray(whole);
  }
}

/** How many bytes are encoded at once: a multiple of three, within the limit of function arguments. */
const SLICE_OF_TEXT = 3 << 13;

function encoded(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

/** A later task, so that input is handled and frames are painted. */
function turn() {
  return globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));
}
