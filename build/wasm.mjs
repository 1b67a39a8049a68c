// Reads and writes sections of a WebAssembly module: renames its imports and exports, which no available tool does for
// both, reads the code of its functions, and names these.

const [CUSTOM, IMPORTS, EXPORTS, CODE] = [0, 2, 7, 10];
/** The part of the custom section `name` with the names of functions. */
const FUNCTION_NAMES = 1;

/**
 * Returns the module with other names for its imports and exports; the maps have the current names as keys. All
 * imports then come `from` one module.
 */
export function renamed(bytes, { from, imports = new Map(), exports = new Map() }) {
  const parts = [bytes.subarray(0, HEADER)];
  for (const [id, content] of sections(bytes)) {
    if (id === IMPORTS) parts.push(section(id, importSection(content, from, imports)));
    else if (id === EXPORTS) parts.push(section(id, exportSection(content, exports)));
    else parts.push(section(id, content));
  }
  return Buffer.concat(parts);
}

/** The code of the functions that the module defines, in their order. */
export function codeOf(bytes) {
  const [, content] = [...sections(bytes)].find(([id]) => id === CODE);
  const [count, first] = leb(content, 0);
  const functions = [];
  let at = first;
  for (let each = 0; each < count; each += 1) {
    const [size, start] = leb(content, at);
    at = start + size;
    functions.push(content.subarray(start, at));
  }
  return functions;
}

/** The same module with these names for the functions that it defines, in their order; it must have none yet. */
export function withNames(bytes, names) {
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === "function");
  const list = names.flatMap((name, place) => [written(imported.length + place), named(name)]);
  const part = section(FUNCTION_NAMES, Buffer.concat([written(names.length), ...list]));
  return Buffer.concat([bytes, section(CUSTOM, Buffer.concat([named("name"), part]))]);
}

/** How a module begins: a magic number and its version. */
const HEADER = 8;

/** The sections of a module: the id and the content of each. */
function* sections(bytes) {
  let at = HEADER;
  while (at < bytes.length) {
    const [size, start] = leb(bytes, at + 1);
    yield [bytes[at], bytes.subarray(start, start + size)];
    at = start + size;
  }
}

function section(id, content) {
  return Buffer.concat([Buffer.from([id]), written(content.length), content]);
}

function importSection(content, from, names) {
  const [count, first] = leb(content, 0);
  const parts = [written(count)];
  let at = first;
  for (let each = 0; each < count; each += 1) {
    const [, afterModule] = text(content, at);
    const [name, afterName] = text(content, afterModule);
    at = afterType(content, afterName);
    parts.push(named(from), named(called(names, name)), content.subarray(afterName, at));
  }
  return Buffer.concat(parts);
}

function exportSection(content, names) {
  const [count, first] = leb(content, 0);
  const parts = [written(count)];
  let at = first;
  for (let each = 0; each < count; each += 1) {
    const [name, afterName] = text(content, at);
    [, at] = leb(content, afterName + 1);
    parts.push(named(called(names, name)), content.subarray(afterName, at));
  }
  return Buffer.concat(parts);
}

function called(names, name) {
  const found = names.get(name);
  if (!found) throw new Error(`${name} has no new name`);
  return found;
}

/** The end of the description of an import, which begins with its kind. */
function afterType(content, at) {
  const [kind, type] = [content[at], at + 1];
  if (kind === 0) return leb(content, type)[1];
  if (kind === 1) return afterLimits(content, type + 1);
  if (kind === 2) return afterLimits(content, type);
  if (kind === 3) return type + 2;
  throw new Error(`unsupported kind of import: ${kind}`);
}

function afterLimits(content, at) {
  const [, least] = leb(content, at + 1);
  return content[at] & 1 ? leb(content, least)[1] : least;
}

/** A string, and the position after it. */
function text(content, at) {
  const [size, start] = leb(content, at);
  return [content.subarray(start, start + size).toString(), start + size];
}

function named(name) {
  const bytes = Buffer.from(name);
  return Buffer.concat([written(bytes.length), bytes]);
}

/** An unsigned number, and the position after it. */
function leb(bytes, at) {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at];
    at += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
    shift += 7;
  }
}

function written(value) {
  const bytes = [];
  do {
    const more = value >>> 7;
    bytes.push((value & 0x7f) | (more ? 0x80 : 0));
    value = more;
  } while (value);
  return Buffer.from(bytes);
}
