// How the files of one build know each other: by an id of 16 hexadecimal digits, which stands in their text
// and, where they are looked for by a file of the same build, in their names.

/** Stands in the sources for the id. */
const ID = /__BUILD__/g;
/** What a file of a build is looked for by, wherever that is written in another one. */
const ADDRESS = /(["'`])(\.\/)?((?:devserver-jobs|devserver-jobs_bg|devserver-jobs_lazy|devserver-jobs_snapshot|[a-z]{2}-[A-Z]{2})\.(?:js|wasm))\1/g;

/** The name of a file of a build. A server can tell by it that the content never changes. */
export function named(name, build) {
  return `build-${build}_${name}`;
}

/** A text of a build, with the id in it, and with the other files' names. */
export function stamped(text, build) {
  const address = (_, quote, here = "", name) => `${quote}${here}${named(name, build)}${quote}`;
  return text.replace(ID, build).replace(ADDRESS, address);
}

/** A text of a build where the files have no ids in their names, such as in a package that has a version. */
export function plain(text, build) {
  return text.replaceAll(named("", build), "");
}

/** The id of the build in a folder, given the names of its files. */
export function buildOf(names) {
  const found = names.map((name) => /^build-([0-9a-f]{16})_devserver-jobs\.js$/.exec(name)?.[1]).filter(Boolean);
  if (found.length !== 1) throw new Error(`not the files of one release build: ${names.join(", ")}`);
  return found[0];
}
