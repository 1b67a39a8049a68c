// The world around the component, as its tests need it: a network that answers what a test says, a
// clock that stands still, and a record of what an element must not leave behind. It holds no
// expectation; those are in the tests.

const later = window.setTimeout.bind(window);

/** A turn of the event loop, by the real clock, whatever a test has put in its place. */
export const turn = (milliseconds) => new Promise((done) => later(done, milliseconds));

/** The next idle time of the browser, after what waits for it already. */
export const idle = () => new Promise((done) => requestIdleCallback(done));
/** The frame after the next one. */
export const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
/** Milliseconds by the real clock. */
export const elapsed = () => performance.now();

/** One request that the component sent, for the test to answer how and when it likes. */
export class Exchange {
  #request;
  #resolve;
  #reject;
  #stream;
  #done = false;
  #aborted = false;

  constructor(input, init) {
    this.#request = new Request(input, init);
    this.response = new Promise((resolve, reject) => {
      [this.#resolve, this.#reject] = [resolve, reject];
    });
    const signal = init?.signal ?? input.signal ?? this.#request.signal;
    const abort = () => {
      // An abort behind the end of the answer is nothing that a network would notice.
      if (this.#done) return;
      this.#aborted = true;
      if (deaf) return;
      this.#done = true;
      const error = new DOMException("The request was aborted.", "AbortError");
      this.#reject(error);
      this.#stream?.error(error);
    };
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
  }

  get url() {
    return this.#request.url;
  }
  get method() {
    return this.#request.method;
  }
  /** Fetch's mode for the browser's own credentials. */
  get credentials() {
    return this.#request.credentials;
  }
  /** A header that the component set; nothing where it did not. */
  header(name) {
    return this.#request.headers.get(name) ?? undefined;
  }
  /** Whether it was aborted before it was answered. */
  get aborted() {
    return this.#aborted;
  }

  answer(status, headers, body) {
    this.#resolve(new Response(body, { status, headers }));
    this.#done = true;
  }
  /** The same from another address, to which the server has led. */
  redirected(status, body) {
    this.#resolve(Object.defineProperty(new Response(body, { status }), "redirected", { value: true }));
    this.#done = true;
  }
  fail() {
    this.#reject(new TypeError("Failed to fetch"));
    this.#done = true;
  }
  /** An answer whose body comes by `chunk` until `end`, or until `breakOff`. */
  begin(status, headers) {
    const body = new ReadableStream({ start: (stream) => void (this.#stream = stream) });
    this.#resolve(new Response(body, { status, headers }));
  }
  chunk(bytes) {
    this.#stream.enqueue(bytes);
  }
  end() {
    this.#stream.close();
    this.#done = true;
  }
  breakOff() {
    this.#stream.error(new TypeError("network error"));
    this.#done = true;
  }
}

let undo = [];
let deaf, clock, exchanges, warnings, errors, copied, entries, listeners, intervals, timeouts;
let handles, notified;

function replace(target, name, value) {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  undo.push(() => (own ? Object.defineProperty(target, name, own) : delete target[name]));
}

/** Puts the real world back. */
export function restore() {
  for (const step of undo.reverse()) step();
  undo = [];
}

/** Puts the tests' world in place of the real one. */
export function install(now) {
  // A test that failed could not clean up behind itself, because a panic ends it on the spot.
  for (const old of document.querySelectorAll(".under-test")) old.remove();
  restore();
  // An element of the test before that left late has written its state there.
  if (location.search) history.replaceState(null, "", location.pathname);
  // Whoever has scrolled reads, and what is read does not move.
  window.scrollTo(0, 0);
  [deaf, clock] = [false, now];
  [exchanges, warnings, errors, copied, entries, listeners] = [[], [], [], [], [], []];
  [intervals, timeouts] = [new Map(), new Map()];
  handles = { mounted: 0, updated: 0, freed: 0 };
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("devserver-jobs")) sessionStorage.removeItem(key);
  watchNotifications();

  replace(window, "fetch", (input, init) => {
    // After a failure it is looked whether a redirect was the reason; here none is.
    if (init?.redirect === "manual") return Promise.reject(new TypeError("Failed to fetch"));
    const exchange = new Exchange(input, init);
    exchanges.push(exchange);
    return exchange.response;
  });
  replace(Date, "now", () => clock);
  replace(console, "warn", (...words) => void warnings.push(words.join(" ")));
  watchErrors();
  watchHistory();
  watchListeners();
  watchTimers();
}

/** What nobody caught would stand on the console of the page around. */
function watchErrors() {
  for (const type of ["error", "unhandledrejection"]) {
    const note = (event) => void errors.push(String(event.reason ?? event.message));
    window.addEventListener(type, note);
    undo.push(() => window.removeEventListener(type, note));
  }
}

/** Notes the notifications of the system, and when the reader is asked to allow them. */
function watchNotifications() {
  notified = [];
  replace(
    window,
    "Notification",
    class {
      constructor(title, { body }) {
        notified.push(`${title}: ${body}`);
      }
      static async requestPermission() {
        notified.push("allow?");
        return "granted";
      }
    },
  );
}
export const notifications = () => notified;

/** From now on the page may keep nothing for the life of the tab. */
export function forbidStorage() {
  const own = Object.getOwnPropertyDescriptor(window, "sessionStorage");
  Object.defineProperty(window, "sessionStorage", {
    get: () => {
      throw new DOMException("Not allowed.", "SecurityError");
    },
    configurable: true,
  });
  undo.push(() => Object.defineProperty(window, "sessionStorage", own));
}

function watchHistory() {
  for (const name of ["pushState", "replaceState"]) {
    const real = history[name].bind(history);
    replace(history, name, (state, title, url) => {
      entries.push(name);
      return real(state, title, url);
    });
  }
}

/** Listeners inside the element go with it; those on the page around it must be removed. */
function watchListeners() {
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const around = (target) => !(target instanceof Node) || document.contains(target);
  const inside = (target) => target instanceof AbortSignal || target?.closest?.(".under-test");
  const watched = (target) => around(target) && !inside(target);
  replace(EventTarget.prototype, "addEventListener", function (type, listener, options) {
    const target = this ?? window;
    if (watched(target)) listeners.push({ target, type, listener });
    return add.call(target, type, listener, options);
  });
  replace(EventTarget.prototype, "removeEventListener", function (type, listener, options) {
    const target = this ?? window;
    listeners = listeners.filter(
      (one) => one.target !== target || one.type !== type || one.listener !== listener,
    );
    return remove.call(target, type, listener, options);
  });
}

function watchTimers() {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
  replace(window, "setTimeout", (callback, delay, ...rest) => {
    const run = () => {
      timeouts.delete(id);
      callback(...rest);
    };
    const id = setTimeout.call(window, run, delay);
    timeouts.set(id, { delay, due: clock + delay, run });
    return id;
  });
  replace(window, "setInterval", (callback, ...rest) => {
    const id = setInterval.call(window, callback, ...rest);
    intervals.set(id, callback);
    return id;
  });
  const clear = (real) => (id) => {
    timeouts.delete(id);
    intervals.delete(id);
    real.call(window, id);
  };
  replace(window, "clearTimeout", clear(clearTimeout));
  replace(window, "clearInterval", clear(clearInterval));
}

/** From now on the network answers aborted requests all the same, as one that was too late would. */
export const deafen = () => void (deaf = true);
export const sent = () => exchanges;
export const warned = () => warnings;
export const uncaught = () => errors;
export const historyCalls = () => entries;
/** Listeners around the element, and timers, that are there since `install`. */
export const alive = () => [
  ...listeners.map(({ target, type }) => `${type} on ${target.constructor.name}`),
  ...[...intervals].map(() => "an interval"),
  ...[...timeouts.values()].map(({ delay }) => `a timeout of ${delay} ms`),
];

/** Moves the clock, and lets every interval see it, and every timeout of a second and more that is due then. */
export function pass(milliseconds) {
  clock += milliseconds;
  for (const callback of intervals.values()) callback();
  for (const [id, { delay, due, run }] of [...timeouts]) {
    if (delay < 1000 || due > clock || !timeouts.has(id)) continue;
    window.clearTimeout(id);
    run();
  }
}

/** From now on the page is hidden, or visible again. */
export function hide(hidden) {
  replace(document, "hidden", hidden);
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}

/** From now on the browser has no network, or has one again. */
export function disconnect(isOffline) {
  replace(navigator, "onLine", !isOffline);
  window.dispatchEvent(new Event(isOffline ? "offline" : "online"));
}

/** Notes each element of the rows that is changed, added or removed from now on: its tag and class. */
export function watchChanges(host) {
  const touched = [];
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      const cell = element?.closest("td, th") ?? element;
      touched.push(`${cell?.closest("tr")?.dataset.jobId ?? ""} ${cell?.className || cell?.localName}`);
    }
  });
  const options = { subtree: true, childList: true, attributes: true, characterData: true };
  observer.observe(host.shadowRoot.querySelector("tbody"), options);
  undo.push(() => observer.disconnect());
  return touched;
}

/** Notes each text that the first such element shows from now on. */
export function watchText(host, selector) {
  const seen = [];
  const element = host.shadowRoot.querySelector(selector);
  const observer = new MutationObserver(() => seen.push(element.textContent));
  observer.observe(element, { subtree: true, childList: true, characterData: true });
  undo.push(() => observer.disconnect());
  return seen;
}

/** From now on the clock moves at every look at it, as it does for work that takes its time. */
export const hurry = (milliseconds) => replace(Date, "now", () => (clock += milliseconds));

/** From now on the browser always has something better to do than what may wait. */
export const keepBusy = () => replace(window, "requestIdleCallback", () => 0);

/** Notes what an element shows whenever that changes: whether it is busy, and the rows' ids. */
export function watchRows(host) {
  const seen = [];
  const shown = () => {
    const rows = [...host.shadowRoot.querySelectorAll("tbody tr[data-job-id]")];
    const busy = host.shadowRoot.querySelector("table")?.getAttribute("aria-busy") === "true";
    return [busy ? "busy:" : "idle:", ...rows.map((row) => row.dataset.jobId)].join(" ");
  };
  // Other things of the element may change before that does.
  let last = shown();
  const look = () => {
    const now = shown();
    if (now !== last) seen.push((last = now));
  };
  const observer = new MutationObserver(look);
  observer.observe(host.shadowRoot, { subtree: true, childList: true, attributes: true });
  undo.push(() => observer.disconnect());
  return seen;
}

export const speak = (...languages) => replace(navigator, "languages", languages);

export function allowClipboard(allowed) {
  replace(navigator.clipboard, "writeText", async (text) => {
    if (!allowed) throw new DOMException("Not allowed.", "NotAllowedError");
    copied.push(text);
  });
}
export const clipboard = () => copied;

/** From now on the clipboard takes texts that come later, or refuses them; the log has what happens when. */
export function promiseClipboard(allowed) {
  const log = [];
  replace(navigator.clipboard, "write", async ([item]) => {
    log.push("promised");
    if (!allowed) throw new DOMException("Not allowed.", "NotAllowedError");
    const blob = await item.getType("text/plain").catch((error) => {
      log.push("withdrawn");
      throw error;
    });
    copied.push(await blob.text());
    log.push("copied");
  });
  return log;
}

/** From now on work that pauses goes on only when the function is called that is returned. */
export function holdYields() {
  const held = [];
  replace(window, "scheduler", { yield: () => new Promise((done) => held.push(done)) });
  return () => held.splice(0).forEach((done) => done());
}

/** From now on files are not saved, but noted: a name, and then the text. */
export function keepFiles() {
  const files = [];
  replace(HTMLAnchorElement.prototype, "click", function () {
    const request = new XMLHttpRequest();
    request.open("GET", this.href, false);
    request.send();
    files.push(this.download, request.responseText);
  });
  return files;
}

/** Puts `address` in the address bar until the test ends. */
export function goTo(address) {
  const before = location.href;
  const replaceState = History.prototype.replaceState.bind(history);
  undo.push(() => replaceState(null, "", before));
  replaceState(null, "", new URL(address, location.origin + location.pathname));
}

/** What the browser keeps beyond the page: its address, its history, cookies and storages. */
export const kept = () =>
  JSON.stringify([location.href, history.state, document.cookie, localStorage, sessionStorage]);

/** How often a component was mounted, updated and freed. */
export const mounted = () => handles.mounted;
export const updated = () => handles.updated;
export const freed = () => handles.freed;

/** A module that says this. */
export const saying = async (module, messages) => ({ ...(await module), messages });

/** The module that the element's loader gives, with its handles counted. */
export function moduleOf(mount) {
  return {
    mount(root, settings, early, host, saved) {
      const handle = mount(root, settings, early, host, saved);
      // An element of the test before may be freed a moment after this one has begun.
      const counted = handles;
      counted.mounted += 1;
      return {
        update(settings) {
          counted.updated += 1;
          handle.update(settings);
        },
        refresh: () => handle.refresh(),
        reset: () => handle.reset(),
        save: () => handle.save(),
        view: () => handle.view(),
        restore: (state) => handle.restore(state),
        free() {
          counted.freed += 1;
          handle.free();
        },
      };
    },
  };
}
