// The custom element's class and its loader: the only script of the page. It knows the element's
// settings by name and when they change; what they mean is decided in Rust (src/config.rs), but for the
// language, because only its words are loaded.

/** The element's attributes. src/config.rs reads exactly these; a test holds the two equal. */
export const SETTINGS = [
  "proxy",
  "credentials",
  "project-id",
  "projects",
  "page-size",
  "locale",
  "time-zone",
  "theme",
  "filter-id",
  "filter-name",
  "filter-type",
  "filter-status",
  "filter-visible",
  "sync-url",
];

/** The languages that are spoken here; the first is for readers of any other. */
const LANGUAGES = ["en-US", "zh-CN"];

/**
 * Defines the element under `tag`, once; a second call for the same tag does nothing.
 *
 * `load` is given one of LANGUAGES, and gives a promise of what mounts the element, `mount`, and of what
 * that says in the language, `messages`. It is called when the first element of the language enters the
 * document, so that a page pays for the WebAssembly only where there is a list.
 */
export function define(tag, load) {
  if (customElements.get(tag)) return;
  const modules = new Map();

  /** What there is for a language. After a failure, a later element tries again. */
  function loaded(language) {
    if (!modules.has(language)) {
      const module = load(language);
      modules.set(language, module);
      module.catch(() => modules.delete(language));
    }
    return modules.get(language);
  }

  customElements.define(
    tag,
    class extends HTMLElement {
      static observedAttributes = SETTINGS;
      #handle = null;
      #early;
      #updating = false;
      // The newest call of #follow; none while the element is not in the document.
      #newest = null;

      connectedCallback() {
        if (!this.shadowRoot) this.attachShadow({ mode: "open" });
        // The list need not wait for the module.
        this.#early ??= ask(this.#settings());
        this.#follow();
      }

      /** Mounts the component, or hands it the settings anew, when there are words for them. */
      #follow() {
        const [call, language] = [{}, spoken(this.getAttribute("locale") ?? "")];
        this.#newest = call;
        loaded(language).then(
          ({ mount, messages }) => {
            // The element may have left, have come back, or speak another language by now.
            if (this.#newest !== call) return;
            const words = { language, messages: Object.values(messages).join("\0") };
            const settings = { ...this.#settings(), ...words };
            if (this.#handle) return this.#handle.update(settings);
            const early = this.#early;
            this.#early = undefined;
            try {
              this.#handle = mount(this.shadowRoot, settings, early);
            } catch (error) {
              this.#say(error);
            }
          },
          (error) => {
            if (this.#newest !== call) return;
            // What is on screen, in another language, is better than a message in its place.
            if (this.#handle) return console.warn(error);
            this.#leave();
            this.#say(error);
          },
        );
      }

      disconnectedCallback() {
        this.#newest = null;
        // Frees the Rust side, which ends every listener, timer and request.
        this.#handle?.free();
        this.#handle = null;
        this.#leave();
      }

      #leave() {
        this.#early?.controller.abort();
        this.#early = undefined;
      }

      attributeChangedCallback(_name, before, after) {
        if (before === after || !this.#newest || this.#updating) return;
        // Several attributes set in one go make one update.
        this.#updating = true;
        queueMicrotask(() => {
          this.#updating = false;
          if (this.#newest) this.#follow();
        });
      }

      #settings() {
        const settings = {};
        for (const name of SETTINGS) {
          if (this.hasAttribute(name)) settings[name] = this.getAttribute(name);
        }
        return settings;
      }

      #say(error) {
        const box = document.createElement("p");
        box.setAttribute("role", "alert");
        box.textContent = `The job list could not be started: ${error?.message ?? error}`;
        this.shadowRoot.replaceChildren(box);
      }
    },
  );
}

/** The language of `locale`, by its first part, else the first of the reader's that is spoken here. */
function spoken(locale) {
  const language = (tag) => {
    const primary = tag.trim().split(/[-_]/)[0].toLowerCase();
    return LANGUAGES.find((language) => language.split("-")[0] === primary);
  };
  return [locale, ...navigator.languages].map(language).find(Boolean) ?? LANGUAGES[0];
}

/**
 * Sends the request that the component would send first with these settings; nothing where it would
 * send none, or where that takes more to know than stands here. The component takes it over if it is the
 * same to the letter, and else aborts it; a test holds the two equal.
 */
function ask(settings) {
  try {
    return asked(settings);
  } catch {
    // A proxy that is no address, or text that can't be sent: that is for the component to say.
  }
}

function asked(settings) {
  // What Rust takes for space.
  const trim = (text) => text?.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
  const get = (name) => trim(settings[name] ?? "");
  const prefix = settings["sync-url"];
  const address = new URLSearchParams(prefix === undefined ? "" : location.search);
  const addressed = (name) => trim(address.get(prefix + name) ?? undefined);
  const isProject = (text) => /^[a-z\d-]{1,64}$/i.test(text ?? "");

  let project = get("project-id");
  if (!project) {
    const [only, another] = new Set(get("projects").split(/[, \n\t]+/).map(trim).filter(isProject));
    if (!another) project = only;
  }
  if (isProject(addressed("project-id"))) project = addressed("project-id");
  if (!isProject(project)) return;

  const fits = {
    id: (text) => [...text].length <= 64,
    visible: (text) => /^(true|false)?$/.test(text),
  };
  const filters = ["id", "name", "type", "status", "visible"].flatMap((name) => {
    const values = [addressed(`filter-${name}`), get(`filter-${name}`)];
    const value = values.find((text) => text !== undefined && (fits[name]?.(text) ?? true));
    return value ? `${name}=${encoded(value)}` : [];
  });

  const base = new URL(get("proxy") || "/", document.baseURI);
  if (!/^https?:$/.test(base.protocol) || base.search || base.hash || base.username) return;
  const query = filters.length ? `?${filters.join("&")}` : "";
  const path = base.pathname.replace(/\/+$/, "");
  const url = `${base.origin}${path}/v1/${project}/dev-servers/jobs${query}`;
  const credentials = get("credentials") === "include" ? "include" : "same-origin";
  const controller = new AbortController();
  const { signal } = controller;
  const headers = { accept: "application/json" };
  const response = fetch(url, { credentials, headers, signal });
  // Waited for by the component; without this a failure would be reported twice.
  response.catch(() => {});
  return { url, credentials, controller, response };
}

/** All but RFC 3986's unreserved characters encoded, as the cloud's signatures want it. */
function encoded(text) {
  const hex = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}

let component;

/** Loads the words of a language, and the component at the same time. */
async function load(language) {
  component ??= start();
  // A later element tries again.
  component.catch(() => (component = undefined));
  const words = language === "zh-CN" ? import("./zh-CN.js") : import("./en-US.js");
  const [{ mount }, { default: messages }] = await Promise.all([component, words]);
  return { mount, messages };
}

/** Loads the WebAssembly that lies beside this file, and its glue at the same time. */
async function start() {
  const beside = (name) => new URL(name, import.meta.url);
  const wasm = fetch(beside("devserver-jobs_bg.wasm"));
  // Waited for below; without this a failure of both would be reported twice.
  wasm.catch(() => {});
  const glue = await import(beside("devserver-jobs.js").href);
  await glue.default({ module_or_path: wasm });
  return glue;
}

define("devserver-jobs", load);
