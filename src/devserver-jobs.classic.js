// What a page loads as a classic script where it can load no module: in the sandboxes of micro-frontends that
// run a script's text themselves. It has no `import` statement and no `import.meta`. All that it does is to find
// where it lies, and to load element.js from there.
(() => {
  const NAME = "devserver-jobs.classic.js";

  /** Addresses of this file in a text. */
  const pattern = () => new RegExp(`https?://[^\\s'"()]*/${NAME.replaceAll(".", "\\.")}`);

  /** The address of this file; of the places that may name it, the first that does. */
  function address() {
    const { currentScript } = document;
    return [
      () => currentScript?.src,
      // A sandbox that puts the text into a script of its own notes the address beside it.
      () => currentScript?.dataset?.originSrc,
      // One that evaluates the text gives it the address for the debugger.
      () => new Error().stack,
      // Others leave a comment in the place of the script.
      () => comments(),
    ].reduce((found, place) => found ?? pattern().exec(place() ?? "")?.[0], undefined);
  }

  /** The comments of the page, also of shadow trees: sandboxes have other ways to a page than this. */
  function comments(root = document) {
    const texts = [];
    const nodes = document.createNodeIterator(root, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_ELEMENT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      texts.push(node.shadowRoot ? comments(node.shadowRoot) : (node.data ?? ""));
    }
    return texts.join("\n");
  }

  // A setting of the page, for whoever serves this file by another name.
  const base = window.devserverJobsBase ?? address();
  if (!base) {
    throw new Error(`${NAME} does not know where it lies: set window.devserverJobsBase to the address of its folder.`);
  }
  import(new URL("element.js", new URL(base, document.baseURI)));
})();
