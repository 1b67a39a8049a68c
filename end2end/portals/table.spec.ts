// What docs/embedding.md says of what the element was tested in.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { root } from '../process';
import { table } from './tried';

test('the document has the table of these tests', async () => {
  const guide = await readFile(join(root, 'docs/embedding.md'), 'utf8');
  expect(guide).toContain(`\n${table().join('\n')}\n`);
});
