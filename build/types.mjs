// Writes down the element's contract (src/contract.json) for tools: TypeScript, the frameworks' templates, and
// editors that read custom-elements.json. What is written here by hand is what the contract does not hold:
// what element.js and define.js export, and how each framework hands properties and events to an element.

/** The property's type when it is read: an attribute is text, whatever it was set to. */
const readAs = (setting) => {
  if (!setting.attribute) return `${setting.type} | null | undefined`;
  return setting.type.startsWith('"') ? `${setting.type} | (string & {}) | null` : "string | null";
};

/**
 * The type by the attribute's name. Frameworks write a boolean there in ways of their own, such as
 * "false" or nothing at all, except where the property has that very name.
 */
const writtenAs = ({ attribute, property, type }) => {
  if (attribute === property) return `JobSettings["${property}"]`;
  return [...type.split(" | ").filter((one) => one !== "boolean"), "null", "undefined"].join(" | ");
};

/** A comment of its own line or lines, indented as what it describes. */
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
      // Where a value may be missing, so may its name be.
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
${comment("What the element says, by key: the keys of `messages`.")}export type MessageKey =
${keys.map((key) => `  | ${JSON.stringify(key)}`).join("\n")};

${aliases.join("\n")}
/** The settings, by their property names. \`null\` takes one away. */
export interface JobSettings {
${optional.join("")}}

/** The settings that are attributes, too, by the attributes' names. */
export interface JobAttributes {
${attributes.join("")}}

${details.join("\n")}
/** The element's events. They bubble, and leave shadow roots. */
export interface DevserverJobsEventMap {
${map}}

/** ${description} What is not set is \`null\`, or \`undefined\` where it is no attribute. */
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
  /** The element itself. */
  element: DevserverJobsElement;
  /** Changes these settings and leaves the others; \`null\` takes one away. */
  update(settings: JobSettings): void;
  /** Asks anew for the same, as the button does; without an event. */
  refresh(): void;
  /** Takes the element out of the document. */
  dispose(): void;
}

/** Puts an element with these settings into \`target\`, as its last child. */
export function mount(target: Element | DocumentFragment, settings?: JobSettings): MountedJobs;

/** Begins to load what the first element will need. A page can call it before it has one. */
export function preload(): Promise<void>;

export { define } from "./define.js";
`;
}

/** define.d.ts: the class apart from its loader. */
export function definition() {
  return `import type { JobLanguage, MessageKey } from "./index.js";

/** A component in an element's shadow root. */
export interface JobsHandle {
  /** Takes the settings anew. */
  update(settings: object): void;
  refresh(): void;
  reset(): void;
  /** The state of the view, and what takes it. */
  view(): object;
  restore(state: object): void;
  /** What it needs to come back as it was. */
  save(): object;
  /** Takes it out, and ends its listeners, timers and requests. */
  free(): void;
}

/** What mounts the component. */
export interface JobsModule {
  mount(root: ShadowRoot, settings: object, early: object | undefined, host: object): JobsHandle;
  /** The words of the language. */
  messages: Record<MessageKey, string>;
  /** Kept, with a message, when the module has broken and may not be called again. */
  crashed?: Promise<string>;
}

/**
 * Defines the element under \`tag\`, once; a second call for the same tag does nothing. \`load\` is called
 * when the first element enters the document.
 */
export function define(tag: string, load: (language: JobLanguage) => Promise<JobsModule>): void;
`;
}

/** en-US.d.ts and zh-CN.d.ts. */
export function words() {
  return `import type { MessageKey } from "./index.js";

/** Every word of the element in this language. A \`%\` is the place of a part, such as a number. */
declare const messages: Record<MessageKey, string>;
export default messages;
`;
}

/** Members of an interface: a listener for each event. */
function listeners(events, nameOf, event = (detail) => `CustomEvent<jobs.${detail}>`) {
  const lines = events.map(({ name, detail }) => `  "${nameOf(name)}"?: (event: ${event(detail)}) => void;\n`);
  return `interface Listeners {\n${lines.join("")}}\n`;
}

/** What a template may set: each setting as its property, and as its attribute. */
const SET = "jobs.JobSettings & jobs.JobAttributes";

/** react.d.ts: React 19 sets a property where the element has one, and listens to whatever stands after `on`. */
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

/** vue.d.ts: Vue sets a property where the element has one of that name; `@name` listens. */
export function vue({ tag, events }) {
  const camel = (name) => `on-${name}`.replace(/-./g, ([, letter]) => letter.toUpperCase());
  const emits = events.map(({ name, detail }) => `  (name: "${name}", event: CustomEvent<jobs.${detail}>): void;\n`);
  return `import type { HTMLAttributes, PublicProps } from "vue";
import type * as jobs from "./index.js";

${listeners(events, camel)}
interface Emit {
${emits.join("")}}

type Jobs = new () => jobs.DevserverJobsElement & {
  /** For templates only; the element has no such property. */
  $props: HTMLAttributes & PublicProps & ${SET} & Listeners;
  /** For templates only; the element has no such property. */
  $emit: Emit;
};

declare module "vue" {
  interface GlobalComponents {
    "${tag}": Jobs;
  }
}
`;
}

/** svelte.d.ts: Svelte 5 sets a property where the element has one, and listens to whatever stands after `on`. */
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
 * solid.d.ts: Solid 1 makes `project-id` the property `projectId` and any other name small, so a property by
 * its own name needs `prop:`, and an event `on:`.
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

/** The one parameter of a method, which is written as in TypeScript. */
function parameterOf(text) {
  const [name, type] = text.split(": ");
  return { name, type: { text: type } };
}

/** custom-elements.json, for editors and catalogues. `styling` is what docs/theming.md has of its tables. */
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
