// What may be sent of what was built. Measures nothing.

/** 110 KiB until a reader has a list: HTML, style, script, the first WebAssembly, and the words of one language. */
export const BUDGET = 112_640;

/** 192 KiB for all that there is: the second WebAssembly, too, and the words of every language. */
export const WHOLE_BUDGET = 196_608;

/** 4 KiB until there is an element: what any page pays that only might show one. */
export const LOADER_BUDGET = 4_096;
