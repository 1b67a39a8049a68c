// What is put into every page before its own scripts: it looks on, keeps times, and acts as a reader does. It is given
// where things are and what is right; it decides neither. A page sees none of it but the wrapped functions.
export function probe({ subject, expect }) {
  const seen = { first: undefined, ready: undefined, tasks: [], records: 0, memories: new Set() };
  /** What is waited for now: `{ expect, start, done }`. */
  let waiting;
  const options = { subtree: true, childList: true, characterData: true, attributes: true };

  const root = () => (subject.host ? document.querySelector(subject.host)?.shadowRoot : document);
  const one = (selector) => root()?.querySelector(selector);
  const idOf = (row) => row.getAttribute("data-job-id");
  const numberIn = (selector) => /\d+/.exec((one(selector)?.textContent ?? "").replace(/(?<=\d),(?=\d)/g, ""))?.[0];
  const count = () => Number(subject.counts.map(numberIn).find(Boolean));

  /** Why the screen is not what it is to be; nothing when it is. The cheap questions come first. */
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

  function look(records) {
    seen.records += records.length;
    const now = performance.now();
    if (seen.first === undefined) {
      const row = one(subject.row);
      if (row && !row.closest("[hidden]")) seen.first = now;
    }
    if (seen.ready === undefined && seen.first !== undefined && !wrong(expect)) seen.ready = now;
    if (waiting && !wrong(waiting.expect)) {
      waiting.done(now - waiting.start);
      waiting = undefined;
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

  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const after = (time) => new Promise((done) => setTimeout(done, time));

  /** Acts, and gives how long it took until the screen was right. What already is cannot be timed. */
  async function timed(act, wanted) {
    if (!wrong(wanted)) throw new Error("nothing would change");
    const patience = after(30_000).then(() => {
      throw new Error(`after 30 s ${wrong(wanted) ?? "the right rows were not noticed"}`);
    });
    const done = new Promise((done) => (waiting = { expect: wanted, done, start: performance.now() }));
    act();
    return Promise.race([done, patience]);
  }

  /** Two frames and a little later whatever an act still had to do is done. */
  async function rest() {
    await frame();
    await frame();
    await after(30);
  }

  const actions = {
    click: (selector) => one(selector).click(),
    type: (text) => {
      const input = one(subject.find);
      // Past what a framework puts over the property of the element, as a key press does.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
      input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }));
    },
  };

  return {
    has: (selector) => Boolean(one(selector)),
    /** When there was a row and when all was right; and what is wrong while it is not. */
    loaded: () => {
      const { first, ready } = seen;
      return { first, ready, wrong: ready === undefined ? wrong(expect) : undefined };
    },
    /** The long tasks so far, once there was none for a second. */
    async tasks() {
      for (let quiet = 0; quiet < 1000; ) {
        await after(100);
        quiet = performance.now() - Math.max(seen.ready ?? 0, ...seen.tasks.map(({ end }) => end));
      }
      return seen.tasks.map(({ duration }) => duration);
    },
    /** `how` is one of the actions, `what` its argument. `expect` is left out where the screen stays as it is. */
    async act(how, what, wanted) {
      const act = () => actions[how](what);
      let took;
      if (wanted) took = await timed(act, wanted);
      else act();
      await rest();
      return took;
    },
    /** As `act`, and how many changes the document saw until it was quiet again. */
    async counted(how, what, wanted) {
      seen.records = 0;
      const took = await timed(() => actions[how](what), wanted);
      for (let before = -1; before !== seen.records; ) {
        before = seen.records;
        await after(400);
      }
      return { took, records: seen.records };
    },
    wrong: (wanted) => wrong(wanted),
    wasm: () => [...seen.memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
    rest: after,
  };
}
