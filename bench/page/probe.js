// A script that is added to every page before its own scripts: it observes the page, measures times, and acts like a
// user. Selectors and expected screens are passed to it. The page sees nothing of it except some wrapped functions.
export function probe({ subject, expect, phase }) {
  /** The duration of a frame at 60 frames per second, in milliseconds. */
  const FRAME = 1000 / 60;
  const PATIENCE = 20_000;
  const seen = { first: undefined, ready: undefined, tasks: [], records: 0, memories: new Set() };
  /** Called when everything was painted. */
  let whenReady;
  const isReady = new Promise((done) => (whenReady = done));
  /** The screen that is currently awaited: `{ expect, start, done }`. */
  let waiting;
  const options = { subtree: true, childList: true, characterData: true, attributes: true };

  const root = () => (subject.host ? document.querySelector(subject.host)?.shadowRoot : document);
  const one = (selector) => root()?.querySelector(selector);
  const idOf = (row) => row.getAttribute("data-job-id");
  const numberIn = (selector) => /\d+/.exec((one(selector)?.textContent ?? "").replace(/(?<=\d),(?=\d)/g, ""))?.[0];
  const count = () => Number(subject.counts.map(numberIn).find(Boolean));

  /** Why the screen differs from the expected one; undefined if it does not. Cheap checks come first. */
  function wrong({ ids, total, text }) {
    const first = one(subject.row);
    if ((first ? idOf(first) : undefined) !== ids[0]) return `the first row is ${first && idOf(first)}, not ${ids[0]}`;
    if (subject.busy && one(subject.busy)) return "the list is not whole";
    if (count() !== total) return `the count is ${count()}, not ${total}`;
    const rows = [...root().querySelectorAll(subject.row)];
    const at = rows.findIndex((row, at) => idOf(row) !== ids[at]);
    if (rows.length !== ids.length) return `there are ${rows.length} rows, not ${ids.length}`;
    if (at >= 0) return `row ${at + 1} is ${idOf(rows[at])}, not ${ids[at]}`;
    const whole = text && rows[text.row].closest("tr").textContent;
    if (text && !whole.includes(text.holds)) return `row ${text.row + 1} does not say ${text.holds}`;
    return undefined;
  }

  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const after = (time) => new Promise((done) => setTimeout(done, time));
  /** Runs a separate task. A timer can be late, and a message goes through another thread. */
  const task = (act = () => {}) => scheduler.postTask(act, { priority: "user-blocking" });

  /**
   * Calls `then` when the current document has been painted: style, layout and paint of a frame follow its callbacks in
   * one task, so a task that is posted by a callback runs after all three.
   */
  function painted(then) {
    requestAnimationFrame(() => void task(() => then(performance.now())));
  }

  function look(records) {
    seen.records += records.length;
    const now = performance.now();
    if (!seen.hasRow) {
      const row = one(subject.row);
      if (row && !row.closest("[hidden]")) {
        seen.hasRow = true;
        painted((at) => (seen.first = at));
      }
    }
    if (!seen.isRight && seen.hasRow && !wrong(expect)) {
      seen.isRight = true;
      painted((at) => {
        seen.ready = at;
        whenReady();
      });
    }
    if (waiting && waiting.isOver()) {
      const { done, start } = waiting;
      waiting = undefined;
      painted((at) => done({ document: now - start, painted: at - start }));
    }
  }
  const observer = new MutationObserver(look);
  observer.observe(document, options);
  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const made = attachShadow.call(this, init);
    observer.observe(made, options);
    return made;
  };

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      seen.tasks.push({ end: startTime + duration, duration });
    }
  }).observe({ type: "longtask", buffered: true });

  const keepMemories = (imports, instance) => {
    const imported = Object.values(imports ?? {}).flatMap((one) => Object.values(one));
    for (const value of [...imported, ...Object.values(instance.exports)]) {
      if (value instanceof WebAssembly.Memory) seen.memories.add(value);
    }
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (source, imports, ...more) => {
      const result = await own.call(WebAssembly, source, imports, ...more);
      keepMemories(imports, result.instance ?? result);
      return result;
    };
  }

  /** The value that `begin` passes, if it does so in time. */
  function inTime(begin, why) {
    return new Promise((done, failed) => {
      const late = () => failed(new Error(`after ${PATIENCE / 1000} s ${why()}`));
      const timer = setTimeout(late, PATIENCE);
      begin((result) => {
        clearTimeout(timer);
        done(result);
      });
    });
  }

  /**
   * Acts, and returns how long it took until `isOver`: in the document, and until it was painted. Each action begins at
   * another point of a frame, in steps of the golden ratio, so that a few of them cover the frame evenly.
   */
  async function timed(act, isOver, why) {
    await frame();
    phase = (phase + 0.618034) % 1;
    for (const start = performance.now() + phase * FRAME; performance.now() < start; ) await task();
    const begin = (done) => {
      waiting = { isOver, start: performance.now(), done };
      act();
    };
    return inTime(begin, why);
  }

  /** The time until the screen is as expected. If it already is, this is an error. */
  function timedUntilRight(act, wanted) {
    if (!wrong(wanted)) throw new Error("nothing would change");
    return timed(act, () => !wrong(wanted), () => wrong(wanted) ?? "the right rows were not noticed");
  }

  /** Waits two frames and a little more, after which all work of an action is done. */
  async function rest() {
    await frame();
    await frame();
    await after(30);
  }

  const actions = {
    click: (selector) => one(selector).click(),
    type: (text) => {
      const input = one(subject.find);
      // Bypasses the property that a framework defines on the element, as a key press does.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
      input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }));
    },
  };

  return {
    has: (selector) => Boolean(one(selector)),
    /** The times at which the first row and everything were painted. */
    async loaded() {
      await inTime((done) => void isReady.then(done), () => wrong(expect) ?? "the right rows were not noticed");
      return { first: seen.first, ready: seen.ready };
    },
    /** The long tasks so far, after a second without one. */
    async tasks() {
      for (let quiet = 0; quiet < 1000; ) {
        await after(100);
        quiet = performance.now() - Math.max(seen.ready ?? 0, ...seen.tasks.map(({ end }) => end));
      }
      return seen.tasks.map(({ duration }) => duration);
    },
    /** `how` is an action, `what` its argument. `wanted` is omitted if the screen does not change. */
    async act(how, what, wanted) {
      const act = () => actions[how](what);
      let took;
      if (wanted) took = await timedUntilRight(act, wanted);
      else act();
      await rest();
      return took;
    },
    /** Like `act`, and also returns the number of DOM changes until there are no more. */
    async counted(how, what, wanted) {
      seen.records = 0;
      const took = await timedUntilRight(() => actions[how](what), wanted);
      for (let before = -1; before !== seen.records; ) {
        before = seen.records;
        await after(400);
      }
      return { ...took, records: seen.records };
    },
    /** How long a refresh without changes takes: until the page no longer displays that it is refreshing. */
    async unchanged() {
      let began = false;
      const isOver = () => {
        const refreshing = Boolean(one(subject.refreshing));
        began ||= refreshing;
        return began && !refreshing;
      };
      const why = () => (began ? "the refresh has not ended" : "no refresh was seen");
      return timed(() => actions.click(subject.refresh), isOver, why);
    },
    wrong: (wanted) => wrong(wanted),
    wasm: () => [...seen.memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
    rest: after,
  };
}
