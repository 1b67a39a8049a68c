// The transfer size of the page, as the gateway actually sends it. Nothing is compressed or estimated here.
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';

import { BUDGET, SNAPSHOT_BUDGET, WHOLE_BUDGET } from './budget';
import { expect, test } from './fixtures';
import { dist } from './gateway';

test('the first load stays within its budget', async ({ page, jobs }, info) => {
  const urls = new Set<string>();
  page.on('request', (request) => {
    const { pathname, href } = new URL(request.url());
    // Without the list, the icon, which a browser requests at any time, and the files that load after the list.
    if (!pathname.startsWith('/v1/') && !/(\.svg|_lazy\.wasm)$/.test(pathname)) urls.add(href);
  });
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  const { total, paths, report } = await measured([...urls], BUDGET);
  info.annotations.push({ type: 'budget', description: report });
  console.log(report);

  // A page that does not load its module would be small, too.
  for (const needed of [/^\/$/, /\.css$/, /_bg\.wasm$/, /element\.js$/, /en-US\.js$/, /devserver-jobs\.js$/]) {
    expect(paths, 'all parts of the page are counted').toContainEqual(expect.stringMatching(needed));
  }
  expect(total, report).toBeLessThanOrEqual(BUDGET);
});

test('everything together stays within its budget', async ({ gateway }, info) => {
  const names = (await readdir(dist)).filter((name) => !/\.svg$|^index\.html$|_snapshot\.js$/.test(name));
  const { total, paths, report } = await measured([gateway.url, ...names.map((name) => gateway.url + name)], WHOLE_BUDGET);
  info.annotations.push({ type: 'budget', description: report });
  console.log(report);
  expect(paths).toContainEqual(expect.stringMatching(/_lazy\.wasm$/));
  expect(total, report).toBeLessThanOrEqual(WHOLE_BUDGET);
});

test('what puts a snapshot together stays within its budget', async ({ gateway }, info) => {
  const names = (await readdir(dist)).filter((name) => name.endsWith('_snapshot.js'));
  expect(names).toHaveLength(1);
  const { total, report } = await measured(names.map((name) => gateway.url + name), SNAPSHOT_BUDGET);
  info.annotations.push({ type: 'budget', description: report });
  expect(total, report).toBeLessThanOrEqual(SNAPSHOT_BUDGET);
});

async function measured(urls: string[], budget: number): Promise<{ total: number; paths: string[]; report: string }> {
  const sizes = await Promise.all(urls.map(async (url) => [new URL(url).pathname, await sent(url)] as const));
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  const list = sizes.map(([path, bytes]) => `${bytes.toLocaleString('en')} ${path}`).join(', ');
  const report = `${total.toLocaleString('en')} of ${budget.toLocaleString('en')} bytes: ${list}`;
  return { total, paths: sizes.map(([path]) => path), report };
}

/** The transfer size of a body. Node's own client decodes nothing. */
async function sent(url: string): Promise<number> {
  const [response] = (await once(get(url, { headers: { 'accept-encoding': 'br' } }), 'response')) as [IncomingMessage];
  expect(response.statusCode, url).toBe(200);
  expect(response.headers['content-encoding'], url).toBe('br');
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  return bytes;
}
