// What may be sent of what was built, in bytes as the gateway sends them. Measures nothing.

/**
 * 162 KiB until the list is displayed: HTML, style, script, the first WebAssembly module, and the texts of one
 * language. The aim is 116 KiB (docs/decisions/0002-two-chunks.md says what is in the way).
 */
export const BUDGET = 165_888;

/**
 * 315.5 KiB for everything that users of both languages load: the second WebAssembly module, too, and the texts of
 * every language. The aim is 192 KiB.
 */
export const WHOLE_BUDGET = 323_072;

/** 21 KiB for what creates a snapshot, which loads when one is wanted. */
export const SNAPSHOT_BUDGET = 21_504;

/** 4.5 KiB until there is an element: what a page pays that only might display one. */
export const LOADER_BUDGET = 4_608;
