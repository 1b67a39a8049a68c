// The custom element class: its attributes, properties, methods and events, and what it displays while the
// component is not loaded, or after that has crashed. It knows only the names of the settings; Rust (src/settings/)
// validates them.

/** The settings that are attributes. The property reads and writes the attribute. */
export const SETTINGS = [
  "proxy",
  "credentials",
  "project-id",
  "projects",
  "list-projects",
  "columns",
  "page-size",
  "refresh-interval",
  "locale",
  "time-zone",
  "theme",
  "job-link",
  "user-link",
  "filter-id",
  "filter-name",
  "filter-type",
  "filter-status",
  "filter-visible",
  "sync-url",
  "mark-title",
  "snapshot",
];

/** The settings that are properties only, with the type of their values. */
export const OBJECTS = { fetch: "function", messages: "object", labels: "object", views: "object" };

/** The languages with UI texts. */
export const LANGUAGES = ["en-US", "zh-CN"];

const TONES = ["error", "warning", "in-progress", "success", "stopped", "neutral"];

/** The property of an attribute: `project-id` is `projectId`. */
export const propertyOf = (name) => name.replace(/-./g, ([, letter]) => letter.toUpperCase());

/**
 * Defines the element under `tag`, once; a second call for the same tag does nothing.
 *
 * `load(language)` gives a promise of the module that mounts it, with the UI texts of that language: `mount`,
 * `messages`, and `crashed`, a promise that resolves when the module has crashed. It is called when the
 * first element enters the document, so that a page pays for the WebAssembly only where there is a list.
 */
export function define(tag, load) {
  // A server that renders has no elements.
  if (!globalThis.customElements || customElements.get(tag)) return;
  // By language. A module that failed to load or has crashed is not kept, so a later element tries again.
  const modules = new Map();
  const watched = new WeakSet();
  const mounted = new Set();

  function module(language) {
    let found = modules.get(language);
    if (!found) {
      found = load(language);
      modules.set(language, found);
      found.then(watch, () => modules.delete(language));
    }
    return found;
  }

  /** Once for each module, because a promise keeps its callbacks. */
  function watch({ crashed }) {
    if (!crashed || watched.has(crashed)) return;
    watched.add(crashed);
    crashed.then((message) => {
      modules.clear();
      for (const crash of mounted) crash(message);
    });
  }

  customElements.define(
    tag,
    class extends HTMLElement {
      static observedAttributes = SETTINGS;

      static {
        const accessor = (name, get, set) =>
          Object.defineProperty(this.prototype, name, { get, set, configurable: true, enumerable: true });
        for (const name of SETTINGS) {
          const get = function () {
            return this.getAttribute(name);
          };
          accessor(propertyOf(name), get, function (value) {
            // Their presence is the value; a boolean adds or removes the attribute.
            if (/^(sync|mark|list)-/.test(name) && typeof value === "boolean") value = value ? "" : null;
            if (value === null || value === undefined) this.removeAttribute(name);
            else this.setAttribute(name, value);
          });
        }
        for (const name of Object.keys(OBJECTS)) {
          const get = function () {
            return this.#objects[name];
          };
          accessor(name, get, function (value) {
            if (this.#objects[name] === value) return;
            this.#objects[name] = value;
            this.#changed();
          });
        }
      }

      #objects = {};
      #internals = this.attachInternals?.();
      #handle = null;
      #early;
      /** The user's state from when the element left the document. */
      #saved;
      /** The state to restore when the component is loaded. */
      #restoring;
      /** The newest call of #settle; undefined while there is nothing to update. */
      #newest;
      /** Whether a change is scheduled. */
      #changing = false;
      /** Whether the component has to focus its heading when it replaces the error. */
      #refocus = false;
      /** The UI texts of the current language. */
      #texts;
      #crash = (message) => this.#crashed(message);
      /** The functions of the element for the component. */
      #host = {
        send: (url, credentials, token, signal) => send(this.#fetch(), url, credentials, token, signal),
        tell: (name, detail) => queueMicrotask(() => announce(this, name, detail)),
        warn: (setting, value, expected) => warn(this, setting, value, expected),
        announce: (name, detail) => {
          const handle = this.#handle;
          // Nothing follows if the listener has removed the element.
          return announce(this, name, detail) && this.#handle === handle;
        },
        state: (name, is) => this.#state(name, is),
      };

      constructor() {
        super();
        // Properties that were set before the class was defined hide the accessors.
        for (const name of [...SETTINGS.map(propertyOf), ...Object.keys(OBJECTS)]) {
          if (!Object.hasOwn(this, name)) continue;
          const value = this[name];
          delete this[name];
          this[name] = value;
        }
      }

      connectedCallback() {
        if (!this.shadowRoot) this.attachShadow({ mode: "open" });
        this.#start();
      }

      disconnectedCallback() {
        this.#stop();
      }

      attributeChangedCallback(_name, before, after) {
        if (before !== after) this.#changed();
      }

      /** Requests the list again, as the Refresh button does. */
      refresh() {
        outside(() => this.#handle?.refresh());
      }

      /** Restores the state of the settings: filters, find, outcomes, order and page; closes the detail. */
      reset() {
        outside(() => this.#handle?.reset());
      }

      /** The state of the view, as an object. */
      save() {
        return this.#handle?.view();
      }

      /** Restores such an object, or a part of it. */
      restore(state) {
        if (this.#handle) this.#handle.restore(state);
        else this.#restoring = state;
      }

      #start() {
        this.#state("loading", true);
        this.#state("error", false);
        this.#settle();
      }

      #stop() {
        const handle = this.#handle;
        this.#handle = null;
        if (handle) {
          this.#saved = handle.save();
          // Ends every listener, timer and request, after the current call has returned: the component itself may
          // have called the listener that removes the element.
          queueMicrotask(() => mounted.delete(this.#crash) && handle.free());
        }
        this.#newest = undefined;
        this.#leave();
        this.#state("loading", false);
      }

      #leave() {
        this.#early?.controller.abort();
        this.#early = undefined;
      }

      #changed() {
        if (this.#newest) this.#settle();
      }

      /** Mounts the component, or passes it the current settings; several changes in one task count as one. */
      #settle() {
        if (this.#changing) return;
        this.#changing = true;
        const settle = () => {
          this.#changing = false;
          // It may have been removed already.
          if (!this.isConnected) return;
          const [call, language] = [{}, this.#language()];
          this.#newest = call;
          // The list need not wait for the module, only for other settings of the same task: Angular puts an
          // element into the document before it sets its properties, and the portal's fetch has to send this
          // request, too. The request of an element that comes back depends on the saved state.
          if (!this.#handle && !this.#saved) this.#early ??= sendEarly(this.#scalars(), this.#fetch());
          // The element may be removed or changed before the module is loaded.
          const unlessOver = (act) => (result) => this.#newest === call && act(result);
          const show = unlessOver((found) => this.#show(found, language));
          // The module arrives in a long task, and mounting is another one.
          const pause = async (found) => (this.#handle || (await globalThis.scheduler?.yield?.()), found);
          module(language).then(pause).then(show, unlessOver((error) => this.#failed(error)));
        };
        outside(() => queueMicrotask(settle));
      }

      #show(found, language) {
        this.#texts = found.messages;
        try {
          if (this.#handle) this.#handle.update(this.#settings(language));
          else this.#mount(found, language);
        } catch (error) {
          // A crash of the module itself has been reported already.
          if (!(error instanceof WebAssembly.RuntimeError)) this.#failed(error);
        }
      }

      #mount({ mount }, language) {
        const early = this.#early?.fetch === this.#fetch() ? this.#early : undefined;
        if (!early) this.#leave();
        this.#early = undefined;
        // What gets the focus has to be displayed at once.
        if (early && this.#refocus) early.isAwaited = false;
        mounted.add(this.#crash);
        this.#handle = mount(this.shadowRoot, this.#settings(language), early, this.#host, this.#saved);
        this.#saved = undefined;
        if (this.#restoring) this.#handle.restore(this.#restoring);
        this.#restoring = undefined;
        // A listener may have removed the element meanwhile.
        if (!this.isConnected) return this.#stop();
        // The pressed button was removed.
        if (this.#refocus) this.shadowRoot.querySelector("#heading")?.focus();
        this.#refocus = false;
      }

      #scalars() {
        const settings = {};
        for (const name of SETTINGS) {
          if (this.hasAttribute(name)) settings[name] = this.getAttribute(name);
        }
        return settings;
      }

      #settings(language) {
        const [messages, labels] = [this.#messages(language), this.#labels()];
        const formats = this.#tags().find((tag) => languageOf(tag) === language);
        return { ...this.#scalars(), fetch: this.#fetch(), views: this.#object("views"), language, formats, messages, labels };
      }

      /** The value of a setting that is a property only, if it has the right type. */
      #object(name) {
        const value = this.#objects[name];
        if (value === null || value === undefined || typeof value === OBJECTS[name]) return value ?? undefined;
        warn(this, name, String(value), `${OBJECTS[name] === "object" ? "an" : "a"} ${OBJECTS[name]}`);
      }

      #fetch() {
        return this.#object("fetch");
      }

      /** The user's languages, in order of preference. */
      #tags() {
        return [this.locale ?? "", ...(navigator.languages ?? [])].map((tag) => tag.trim().replaceAll("_", "-"));
      }

      #language() {
        return this.#tags().map(languageOf).find(Boolean) ?? LANGUAGES[0];
      }

      /** All texts in their order, those of the host page in place of the own ones. */
      #messages(language) {
        const texts = this.#texts;
        const others = this.#object("messages")?.[language] ?? {};
        for (const [key, text] of Object.entries(others)) {
          if (isText(text) && Object.hasOwn(texts, key)) continue;
          warn(this, "messages", `${language}: ${key}`, "the key of a UI text, with a text");
        }
        const textOf = (key) => (isText(others[key]) ? others[key] : texts[key]);
        return Object.keys(texts).map(textOf).join("\0");
      }

      /** Types and statuses with their labels and tones, one after the other. */
      #labels() {
        const labels = [];
        for (const [kind, named] of Object.entries(this.#object("labels") ?? {})) {
          const prefix = { types: "type", statuses: "status" }[kind];
          if (!prefix) warn(this, "labels", kind, "types or statuses");
          for (const [value, label] of prefix ? Object.entries(named ?? {}) : []) {
            const { label: text, tone = "neutral" } = isText(label) ? { label } : (label ?? {});
            if (Object.hasOwn(this.#texts, `${prefix}.${value}`)) {
              warn(this, "labels", `${kind}: ${value}`, "an undocumented value; use messages for documented ones");
            } else if (value && text && isText(text) && TONES.includes(tone)) labels.push(kind, value, text, tone);
            else warn(this, "labels", `${kind}: ${value}`, `a text, or a label and a tone: ${TONES.join(", ")}`);
          }
        }
        return labels.join("\0");
      }

      #state(name, is) {
        const states = this.#internals?.states;
        try {
          if (is) states?.add(name);
          else states?.delete(name);
        } catch {
          // Some browsers accept only another spelling; they have no such states.
        }
      }


      /** The component could not be loaded or mounted. */
      #failed(error) {
        const message = String(error?.message ?? error);
        announce(this, "error", { kind: "load", message });
        // A component that is displayed in another language is better than an error message.
        if (this.#handle) return;
        this.#newest = undefined;
        this.#leave();
        this.#showError("The job list could not be started: ", message, "Retry");
      }

      #crashed(message) {
        // Nothing of the crashed module is called again, not even to free it.
        mounted.delete(this.#crash);
        this.#handle = null;
        this.#newest = undefined;
        this.#leave();
        announce(this, "error", { kind: "crash", message });
        const { crashed, reload } = this.#texts;
        this.#showError(crashed, "", reload);
      }

      /** An error in place of the list, with a button to try again. */
      #showError(title, text, again) {
        this.#state("loading", false);
        this.#state("error", true);
        const add = (tag, content, to) => {
          const element = document.createElement(tag);
          element.textContent = content;
          to?.append(element);
          return element;
        };
        const box = add("div", "");
        box.setAttribute("role", "alert");
        box.setAttribute("part", "failure");
        add("strong", title, box);
        add("p", text, box);
        add("button", again, box).addEventListener("click", () => {
          box.remove();
          this.#refocus = true;
          this.#start();
        });
        this.shadowRoot.replaceChildren(box);
      }
    },
  );
}

/** Acts outside every zone: for Angular a page is not stable while a timer or request waits in its zone. */
function outside(act) {
  const { root } = globalThis.Zone ?? {};
  root?.run ? root.run(act) : act();
}

/** The events that can be canceled. */
const CANCELABLE = ["select", "warning"];

/** Sends an event of an element; returns false if it was canceled. */
function announce(element, name, detail) {
  const options = { bubbles: true, composed: true, cancelable: CANCELABLE.includes(name), detail };
  return element.dispatchEvent(new CustomEvent(`devserver-jobs-${name}`, options));
}

/** The warnings so far, by element. */
const warned = new WeakMap();

/**
 * Reports an invalid value of a setting, once: in an event and, unless that is canceled, on the console. This
 * happens after the current task, because a listener may do anything, such as removing the element.
 */
export function warn(element, setting, value, expected) {
  const before = warned.get(element) ?? new Set();
  warned.set(element, before);
  const message = `<${element.localName}>: ${setting}="${value}" is ignored: expected ${expected}`;
  if (before.has(message)) return;
  before.add(message);
  queueMicrotask(() => {
    if (announce(element, "warning", { setting, value, expected, message })) console.warn(message);
  });
}

/** A text that can be handed over among others, with control characters between. */
const isText = (value) => typeof value === "string" && !/[\0\x01]/.test(value);

/** The UI language for a BCP 47 tag, by its first part: `zh-Hans-SG` is Chinese. */
function languageOf(tag) {
  const [first] = tag.toLowerCase().split("-");
  return LANGUAGES.find((language) => language.startsWith(`${first}-`));
}

/** The error for a frame with an opaque origin. */
export const SANDBOXED = "This frame's sandbox lacks allow-same-origin.";

/** Requests without a response yet, by the function that sends them and by their URL. */
const waiting = new WeakMap();

/**
 * Sends a request for an element, through the browser's `fetch` or the given function. Elements that send the
 * same request before there is a response share it; it is aborted when the last of them has aborted it. Requests
 * with a token are not shared.
 */
function send(given, url, credentials, token, signal) {
  const by = given ?? fetch;
  const pending = waiting.get(by) ?? new Map();
  waiting.set(by, pending);
  const key = `${credentials} ${url}`;
  let request = token ? undefined : pending.get(key);
  if (!request) {
    const controller = new AbortController();
    const headers = { accept: "application/json" };
    if (token) headers.authorization = `Bearer ${token}`;
    const init = { credentials, headers, signal: controller.signal };
    // An exception counts as a failure, too.
    const response = new Promise((resolve) => resolve(by(url, init))).catch(async (error) => {
      // The error may be from another realm.
      if (error?.name !== "TypeError") throw error;
      if (self.origin === "null") throw new Error(SANDBOXED);
      // A redirect to another origin, such as to a sign-in page, looks like a network error while it is followed.
      const seen = given ? undefined : await fetch(url, { ...init, redirect: "manual" }).catch(() => {});
      if (seen?.type === "opaqueredirect") return seen;
      seen?.body?.cancel();
      throw error;
    });
    request = { controller, response, readers: 0, left: 0 };
    const answered = () => pending.delete(key);
    response.then(answered, answered);
    if (!token) pending.set(key, request);
  }
  const { controller, response } = request;
  request.readers += 1;
  request.left += 1;
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason);
      request.readers -= 1;
      request.left -= 1;
      if (!request.left) {
        pending.delete(key);
        controller.abort();
      }
    });
    const answer = (given) => {
      const response = usable(given);
      if (signal.aborted) return;
      // The last one reads the response itself, the others a copy.
      request.readers -= 1;
      return request.readers ? response.clone() : response;
    };
    response.then(answer).then(resolve, reject);
  });
}

/** The result of a `fetch` as a response with a readable body, or an error. */
function usable(response) {
  let fault = "must return a Response";
  try {
    if (response?.clone) {
      const { type, bodyUsed, body } = response;
      fault = { opaque: "returned an opaque response: mode must not be no-cors", error: "returned a network error" }[type];
      if (bodyUsed || body?.locked) fault = "returned a response that was already read; return a clone";
      // A response that a library has made in place of the browser's has no stream.
      if (!fault && body === undefined) return response.text().then((text) => new Response(text, response));
    }
  } catch (error) {
    // An object in place of a response, such as a Proxy, which the browser cannot read.
    fault += `: ${error.message}`;
  }
  if (fault) throw new Error(`fetch ${fault}`);
  return response;
}

/**
 * Sends the early request: the one that the component would send first with these settings; none if it would send
 * none, or if that depends on more than is known here. The component takes it over if it is identical to its own,
 * and otherwise aborts it; tests/web/early.rs compares the two.
 */
function sendEarly(settings, by) {
  try {
    return earlyRequest(settings, by);
  } catch {
    // For an invalid proxy, or text that cannot be sent, the component reports an error.
  }
}

function earlyRequest(settings, by) {
  // As in Rust: white space and invisible characters.
  const trim = (text) => text?.replace(/^[\p{White_Space}\p{DI}]+|[\p{White_Space}\p{DI}]+$/gu, "");
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
  const response = send(by, url, credentials, undefined, controller.signal);
  // The component awaits it; without this a failure would be reported twice.
  response.catch(() => {});
  return { url, credentials, fetch: by, controller, response, isAwaited: true };
}

/** Percent-encodes all but the unreserved characters of RFC 3986, as the cloud's signatures require. */
function encoded(text) {
  const hex = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!'()*]/g, hex);
}
