// A classic script for pages that cannot load a module: the sandboxes of micro-frontends, which evaluate scripts as
// text. It contains no `import` statement and no `import.meta`. It finds its own address, and loads element.js from
// there.
(() => {
  const NAME = "devserver-jobs.classic.js";

  /** The addresses of this file in a text. */
  const pattern = () => new RegExp(`https?://[^\\s'"()]*/${NAME.replaceAll(".", "\\.")}`);

  /** The address of this file: the first one that any of these sources has. */
  function address() {
    const { currentScript } = document;
    return [
      () => currentScript?.src,
      // A sandbox that puts the text into a script of its own keeps the address beside it.
      () => currentScript?.dataset?.originSrc,
      // A sandbox that evaluates the text adds the address for the debugger.
      () => new Error().stack,
      // Others leave a comment in place of the script.
      () => comments(),
    ].reduce((found, place) => found ?? pattern().exec(place() ?? "")?.[0], undefined);
  }

  /** The comments of the page and of its shadow trees, in any realm. */
  function comments(root = document) {
    const texts = [];
    const nodes = document.createNodeIterator(root, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_ELEMENT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      texts.push(node.shadowRoot ? comments(node.shadowRoot) : (node.data ?? ""));
    }
    return texts.join("\n");
  }

  // A setting of the page, if this file has another name.
  const base = window.devserverJobsBase ?? address();
  if (!base) {
    throw new Error(`${NAME} cannot find its own URL: set window.devserverJobsBase to the URL of its folder.`);
  }
  import(new URL("element.js", new URL(base, document.baseURI)));
})();
