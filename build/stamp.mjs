// The files of one build have a common ID of 16 hexadecimal digits: in their content and, if a file of the same build
// refers to them, also in their names.

/** The placeholder for the ID in the sources. */
const ID = /__BUILD__/g;
/** A reference from one file of a build to another. */
const ADDRESS = /(["'`])(\.\/)?((?:devserver-jobs|devserver-jobs_bg|devserver-jobs_lazy|devserver-jobs_snapshot|[a-z]{2}-[A-Z]{2})\.(?:js|wasm))\1/g;

/** The name of a file of a build. It tells a server that the content never changes. */
export function named(name, build) {
  return `build-${build}_${name}`;
}

/** The content of a file of a build, with the ID and the names of the other files inserted. */
export function stamped(text, build) {
  const address = (_, quote, here = "", name) => `${quote}${here}${named(name, build)}${quote}`;
  return text.replace(ID, build).replace(ADDRESS, address);
}

/** The content of a file where names have no ID, such as in a package, which has a version. */
export function plain(text, build) {
  return text.replaceAll(named("", build), "");
}

/** The ID of the build in a folder, given the names of its files. */
export function buildOf(names) {
  const found = names.map((name) => /^build-([0-9a-f]{16})_devserver-jobs\.js$/.exec(name)?.[1]).filter(Boolean);
  if (found.length !== 1) throw new Error(`expected the files of one release build, found: ${names.join(", ")}`);
  return found[0];
}
