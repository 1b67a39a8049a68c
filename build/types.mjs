// Generates type declarations from the element's contract (src/contract.json): for TypeScript, for the templates of
// frameworks, and custom-elements.json for editors. Written by hand here is only what the contract does not contain:
// the exports of element.js and define.js, and how each framework sets properties and listens to events.

/** The type of a property when it is read: an attribute is always a string. */
const readAs = (setting) => {
  if (!setting.attribute) return `${setting.type} | null | undefined`;
  return setting.type.startsWith('"') ? `${setting.type} | (string & {}) | null` : "string | null";
};

/**
 * The type of an attribute in a template. Frameworks write a boolean in different ways, for example as "false" or as
 * no attribute, so it is only allowed if the property has the same name.
 */
const writtenAs = ({ attribute, property, type }) => {
  if (attribute === property) return `JobSettings["${property}"]`;
  return [...type.split(" | ").filter((one) => one !== "boolean"), "null", "undefined"].join(" | ");
};

/** A documentation comment on a line of its own, with the indentation of what it describes. */
function comment(text, indent = "") {
  return text ? `${indent}/** ${text.replaceAll("*/", "*\\/")} */\n` : "";
}

const withDefault = ({ description, default: standard }) =>
  standard ? `${description} Default: ${standard}.` : description;

/** index.d.ts: the settings, the element, its events, and what element.js exports. */
export function index({ tag, description, settings, events, types, methods }, keys) {
  const aliases = types.map(
    ({ name, type, description }) => `${comment(description)}export type ${name} = ${type};\n`,
  );
  const details = events.map(({ name, detail, description, members }) => {
    const lines = members.map(({ name, type, description }) => {
      // A member that may be undefined is optional.
      const mark = type.endsWith("| undefined") ? "?" : "";
      return `${comment(description, "  ")}  ${name}${mark}: ${type};\n`;
    });
    return `${comment(`The \`detail\` of \`${name}\`: ${description}`)}export interface ${detail} {\n${lines.join("")}}\n`;
  });
  const map = events.map(({ name, detail }) => `  "${name}": CustomEvent<${detail}>;\n`).join("");
  const optional = settings.map(
    (setting) =>
      `${comment(withDefault(setting), "  ")}  ${setting.property}?: ${setting.type} | null | undefined;\n`,
  );
  const attributes = settings
    .filter(({ attribute }) => attribute)
    .map((setting) => `  "${setting.attribute}"?: ${writtenAs(setting)};\n`);
  const accessors = settings.map(
    (setting) =>
      `${comment(withDefault(setting), "  ")}  get ${setting.property}(): ${readAs(setting)};\n` +
      `  set ${setting.property}(value: JobSettings["${setting.property}"]);\n`,
  );
  const calls = methods.map(
    ({ name, parameters = "", returns = "void", description }) =>
      `${comment(description, "  ")}  ${name}(${parameters}): ${returns};\n`,
  );
  const listening = ["add", "remove"].flatMap((what) => {
    const options = what === "add" ? "AddEventListenerOptions" : "EventListenerOptions";
    const rest = `options?: boolean | ${options}): void;\n`;
    const known = ["DevserverJobsEventMap", "HTMLElementEventMap"].map((map) => {
      const listener = `listener: (this: DevserverJobsElement, event: ${map}[K]) => unknown`;
      return `  ${what}EventListener<K extends keyof ${map}>(type: K, ${listener}, ${rest}`;
    });
    const other = `  ${what}EventListener(type: string, listener: EventListenerOrEventListenerObject, ${rest}`;
    return [...known, other];
  });
  return `// ${description}
${comment("Keys of the UI texts, for `messages`.")}export type MessageKey =
${keys.map((key) => `  | ${JSON.stringify(key)}`).join("\n")};

${aliases.join("\n")}
/** The settings, by property name. \`null\` removes a setting. */
export interface JobSettings {
${optional.join("")}}

/** The settings that are attributes, by attribute name. */
export interface JobAttributes {
${attributes.join("")}}

${details.join("\n")}
/** The events of the element. They bubble and are composed. */
export interface DevserverJobsEventMap {
${map}}

/** ${description} A setting that is not set is \`null\`, or \`undefined\` if it has no attribute. */
export interface DevserverJobsElement extends HTMLElement {
${accessors.join("")}${calls.join("")}${listening.join("")}}

declare global {
  interface HTMLElementTagNameMap {
    "${tag}": DevserverJobsElement;
  }
  interface GlobalEventHandlersEventMap {
  ${map.trimEnd().replaceAll("\n", "\n  ")}
  }
}

/** What \`mount\` returns. */
export interface MountedJobs {
  /** The element. */
  element: DevserverJobsElement;
  /** Changes these settings and keeps the others; \`null\` removes one. */
  update(settings: JobSettings): void;
  /** Loads the list again, as the Refresh button does, without a \`devserver-jobs-refresh\` event. */
  refresh(): void;
  /** Removes the element from the document. */
  dispose(): void;
}

/** Appends an element with these settings to \`target\`. */
export function mount(target: Element | DocumentFragment, settings?: JobSettings): MountedJobs;

/** Starts loading what the first element needs. A page can call it before it has an element. */
export function preload(): Promise<void>;

export { define } from "./define.js";
`;
}

/** define.d.ts: the class without its loader. */
export function definition() {
  return `import type { JobLanguage, MessageKey } from "./index.js";

/** The component in the shadow root of an element. */
export interface JobsHandle {
  /** Passes the current settings to the component. */
  update(settings: object): void;
  refresh(): void;
  reset(): void;
  /** The state of the view. */
  view(): object;
  /** Restores a state of the view. */
  restore(state: object): void;
  /** The state that a new component of this element needs to continue. */
  save(): object;
  /** Removes the component, and ends its listeners, timers and requests. */
  free(): void;
}

/** The module that mounts the component. */
export interface JobsModule {
  mount(root: ShadowRoot, settings: object, early: object | undefined, host: object): JobsHandle;
  /** The UI texts of the language. */
  messages: Record<MessageKey, string>;
  /** Resolves to a message when the module has crashed and must not be called again. */
  crashed?: Promise<string>;
}

/**
 * Defines the element under the name \`tag\`. A second call for the same tag does nothing. \`load\` is called
 * when the first element is connected to the document.
 */
export function define(tag: string, load: (language: JobLanguage) => Promise<JobsModule>): void;
`;
}

/** en-US.d.ts and zh-CN.d.ts. */
export function words() {
  return `import type { MessageKey } from "./index.js";

/** All UI texts in this language. A \`%\` is a placeholder, for example for a number. */
declare const messages: Record<MessageKey, string>;
export default messages;
`;
}

/** An interface with a listener for each event. */
function listeners(events, nameOf, event = (detail) => `CustomEvent<jobs.${detail}>`) {
  const lines = events.map(({ name, detail }) => `  "${nameOf(name)}"?: (event: ${event(detail)}) => void;\n`);
  return `interface Listeners {\n${lines.join("")}}\n`;
}

/** What a template may set: each setting as a property or as an attribute. */
const SET = "jobs.JobSettings & jobs.JobAttributes";

/** react.d.ts: React 19 sets a property if the element has one, and listens to the event named after `on`. */
export function react({ tag, events }) {
  return `import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type * as jobs from "./index.js";

${listeners(events, (name) => `on${name}`)}
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "${tag}": DetailedHTMLProps<HTMLAttributes<jobs.DevserverJobsElement>, jobs.DevserverJobsElement> &
        ${SET} & Listeners;
    }
  }
}
`;
}

/** vue.d.ts: Vue sets a property if the element has one of that name; `@name` listens to an event. */
export function vue({ tag, events }) {
  const camel = (name) => `on-${name}`.replace(/-./g, ([, letter]) => letter.toUpperCase());
  const emits = events.map(({ name, detail }) => `  (name: "${name}", event: CustomEvent<jobs.${detail}>): void;\n`);
  return `import type { HTMLAttributes, PublicProps } from "vue";
import type * as jobs from "./index.js";

${listeners(events, camel)}
interface Emit {
${emits.join("")}}

type Jobs = new () => jobs.DevserverJobsElement & {
  /** For type checking of templates only; the element has no such property. */
  $props: HTMLAttributes & PublicProps & ${SET} & Listeners;
  /** For type checking of templates only; the element has no such property. */
  $emit: Emit;
};

declare module "vue" {
  interface GlobalComponents {
    "${tag}": Jobs;
  }
}
`;
}

/** svelte.d.ts: Svelte 5 sets a property if the element has one, and listens to the event named after `on`. */
export function svelte({ tag, events }) {
  return `import type { HTMLAttributes } from "svelte/elements";
import type * as jobs from "./index.js";

${listeners(events, (name) => `on${name}`)}
declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "${tag}": HTMLAttributes<jobs.DevserverJobsElement> & ${SET} & Listeners;
  }
}
`;
}

/**
 * solid.d.ts: Solid 1 turns `project-id` into the property `projectId` and converts other names to lower case, so a
 * property with capital letters needs `prop:`, and an event `on:`.
 */
export function solid({ tag, settings, events }) {
  const members = settings.flatMap(({ attribute, property }) => {
    const type = `jobs.JobSettings["${property}"]`;
    const one = [`"prop:${property}"?: ${type}`];
    return [...one, attribute ? `"attr:${attribute}"?: string | null | undefined` : `${property}?: ${type}`];
  });
  const event = (detail) => `CustomEvent<jobs.${detail}> & { currentTarget: jobs.DevserverJobsElement }`;
  return `import type { JSX } from "solid-js";
import type * as jobs from "./index.js";

${listeners(events, (name) => `on:${name}`, event)}
interface Named {
${members.map((member) => `  ${member};\n`).join("")}}

declare module "solid-js" {
  namespace JSX {
    interface IntrinsicElements {
      "${tag}": JSX.HTMLAttributes<jobs.DevserverJobsElement> &
        jobs.JobAttributes &
        Named &
        Listeners;
    }
  }
}
`;
}

/** The only parameter of a method, given in TypeScript syntax. */
function parameterOf(text) {
  const [name, type] = text.split(": ");
  return { name, type: { text: type } };
}

/** custom-elements.json, for editors and catalogues. `styling` comes from the tables of docs/theming.md. */
export function manifest({ tag, description, settings, events, methods, states }, styling) {
  const name = "DevserverJobsElement";
  const attributes = settings.filter(({ attribute }) => attribute);
  const module = "define.js";
  return {
    schemaVersion: "1.0.0",
    readme: "README.md",
    modules: [
      {
        kind: "javascript-module",
        path: module,
        declarations: [
          {
            kind: "class",
            customElement: true,
            tagName: tag,
            name,
            description,
            superclass: { name: "HTMLElement" },
            attributes: attributes.map((setting) => ({
              name: setting.attribute,
              fieldName: setting.property,
              type: { text: setting.type },
              description: withDefault(setting),
            })),
            members: [
              ...settings.map((setting) => ({
                kind: "field",
                name: setting.property,
                type: { text: `${setting.type} | null` },
                description: withDefault(setting),
                ...(setting.attribute && { attribute: setting.attribute, reflects: true }),
              })),
              ...methods.map(({ name, parameters, returns = "void", description }) => ({
                kind: "method",
                name,
                description,
                ...(parameters && { parameters: [parameterOf(parameters)] }),
                return: { type: { text: returns } },
              })),
            ],
            events: events.map(({ name, detail, description }) => ({
              name,
              type: { text: `CustomEvent<${detail}>` },
              description,
            })),
            ...styling,
            cssStates: states,
          },
        ],
        exports: [{ kind: "js", name: "define", declaration: { name: "define", module } }],
      },
      {
        kind: "javascript-module",
        path: "element.js",
        exports: [
          { kind: "custom-element-definition", name: tag, declaration: { name, module } },
          ...["define", "mount", "preload"].map((name) => ({
            kind: "js",
            name,
            declaration: { name, module: name === "define" ? module : "element.js" },
          })),
        ],
      },
    ],
  };
}
