// The guide shows nothing that the examples, which are tested, do not say in the same words.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { root } from './process';
import { examples } from './site';

/** Nobody runs these: a header's value. */
const PROSE = ['text'];

test('every snippet of docs/embedding.md stands in the examples', async () => {
  const guide = await readFile(join(root, 'docs/embedding.md'), 'utf8');
  const fences = guide.matchAll(/^(?:<!-- snippet: (\S+) -->\n)?```(\w*)\n([^]*?)^```$/gm);
  const snippets = [...fences].filter(([, , language]) => !PROSE.includes(language ?? ''));
  expect(snippets.length, 'the guide has snippets').toBeGreaterThan(0);
  for (const [fence, file, , snippet = ''] of snippets) {
    expect(file, `the example is named before\n${fence}`).toBeDefined();
    const example = await readFile(join(examples, file ?? ''), 'utf8');
    expect(flush(example), file).toContain(flush(snippet));
  }
});

/** Without what stands before and after the text of each line. */
function flush(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return `\n${lines.join('\n').trim()}\n`;
}
