// The custom element's class and its loader: the only script of the page. It knows the element's
// settings by name and when they change; what they mean is decided in Rust (src/config.rs).

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

/**
 * Defines the element under `tag`, once; a second call for the same tag does nothing.
 *
 * `load` gives a promise of the module that mounts it. It is called when the first element enters
 * the document, so that a page pays for the WebAssembly only where there is a list.
 */
export function define(tag, load) {
  if (customElements.get(tag)) return;
  let module;

  customElements.define(
    tag,
    class extends HTMLElement {
      static observedAttributes = SETTINGS;
      #handle = null;
      #updating = false;

      connectedCallback() {
        if (!this.shadowRoot) this.attachShadow({ mode: "open" });
        module ??= load();
        module.then(
          ({ mount }) => {
            // The element may have left, or have come back, while the module was loading.
            if (!this.isConnected || this.#handle) return;
            try {
              this.#handle = mount(this.shadowRoot, this.#settings());
            } catch (error) {
              this.#say(error);
            }
          },
          (error) => {
            // A later element tries again.
            module = undefined;
            if (this.isConnected) this.#say(error);
          },
        );
      }

      disconnectedCallback() {
        // Frees the Rust side, which ends every listener, timer and request.
        this.#handle?.free();
        this.#handle = null;
      }

      attributeChangedCallback(_name, before, after) {
        if (before === after || !this.#handle || this.#updating) return;
        // Several attributes set in one go make one update.
        this.#updating = true;
        queueMicrotask(() => {
          this.#updating = false;
          this.#handle?.update(this.#settings());
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

/** Loads the WebAssembly that lies beside this file, and its glue at the same time. */
async function load() {
  const beside = (name) => new URL(name, import.meta.url);
  const wasm = fetch(beside("devserver-jobs_bg.wasm"));
  // Waited for below; without this a failure of both would be reported twice.
  wasm.catch(() => {});
  const glue = await import(beside("devserver-jobs.js").href);
  await glue.default({ module_or_path: wasm });
  return glue;
}

define("devserver-jobs", load);
