// The snapshot: one file that a user saves, and opens from a disk without a network, in two browsers.
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

import { Firefox } from './firefox';
import { axe, expect, test } from './fixtures';
import { dist } from './gateway';
import { JobsPage } from './jobs-page';
import { WORDS, exported, openByKeyboard, tabTo } from './more';

const DAY = 86_400_000;

/** The text of a block of data in a snapshot. */
const block = (html: string, id: string) => new RegExp(`id="${id}">([^<]*)<`).exec(html)?.[1] ?? '';

test('a snapshot shows the list as it was, from a disk and without a network', async ({ page, jobs, gateway, context }, info) => {
  const path = (name: string) => info.outputPath(name);
  await jobs.goto('filter-type=ASCEND_SOFTWARE_UPGRADE&outcome=finished,finished-with-failures&sort=name&page-size=10&zone=utc');
  await expect(jobs.rows).toHaveCount(10);
  const before = await jobs.heading.innerText();
  const name = await exported(page, 'snapshot', path('snapshot.html'));
  expect(name).toMatch(/^devserver-jobs_demo_\d{8}-\d{6}\.html$/);
  await exported(page, 'CSV', path('live.csv'));
  const ids = await jobs.allIds();
  expect(ids.length).toBeGreaterThan(20);

  const html = await readFile(path('snapshot.html'), 'utf8');
  // What is compressed is read as what it holds: the letters that encode it can be any, such as `/v1/`.
  const list = gunzipSync(Buffer.from(block(html, 'list'), 'base64')).toString();
  const written = html.split('<script>')[0]?.replaceAll(/(<script type="text\/plain"[^>]*>)[^<]*/g, '$1');
  for (const address of [gateway.url, new URL(gateway.url).host, '/v1/']) expect(written + list).not.toContain(address);

  await context.setOffline(true);
  await page.clock.setFixedTime(Date.now() + 3 * DAY);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const url = pathToFileURL(path('snapshot.html')).href;
  await page.goto(url);
  await expect(jobs.heading).toHaveText(before);
  await expect(page).toHaveTitle(/^DevServer demo /);
  await expect(page.locator('.age')).toHaveText(/^Snapshot of \w+ \d+, \d{4}, [\d:]+( [AP]M)? \(3 days ago\)$/);
  await expect(page.locator('.applied')).toHaveText('FiltersType: Software upgrade');
  expect(await jobs.allIds(), 'the same jobs in the same order').toEqual(ids);

  // Nothing is offered for which there is no server.
  for (const name of ['Refresh', 'Group failures', 'Clear filters', 'Filters']) {
    await expect(page.getByRole('button', { name, exact: true }), name).toHaveCount(0);
  }
  await expect(jobs.filters).toHaveCount(0);
  await expect(page.getByRole('combobox', { name: 'Automatic refresh' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Watch/ })).toHaveCount(0);
  await expect(jobs.rows.first().getByRole('link')).toHaveCount(0);
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem')).toContainText(['Export', 'Print', 'Preferences']);
  for (const name of ['Copy request', 'Views']) await expect(page.getByRole('menuitem', { name })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await exported(page, 'CSV', path('snapshot.csv'));
  expect(await readFile(path('snapshot.csv'), 'utf8')).toBe(await readFile(path('live.csv'), 'utf8'));

  // Find, a refinement, another order and the histogram.
  await jobs.outcome('Finished').click();
  await jobs.outcome('Finished with failures').click();
  await expect(jobs.matches).toHaveText('');
  await jobs.find.fill(ids[5] ?? '');
  await expect(jobs.matches).toHaveText(/^Matches: 1 of \d+$/);
  expect(await jobs.ids()).toEqual([ids[5]]);
  await jobs.find.fill('');
  await jobs.sort('Created');
  const times = await page.locator('td.created time').evaluateAll((all) => all.map((time) => (time as HTMLTimeElement).dateTime));
  expect(times).toEqual(times.toSorted().toReversed());
  await expect(page.locator('.time-strip .bars')).toBeVisible();
  await axe(page);

  expect(requests, 'the document, and what was exported').toEqual([url, ...requests.filter((one) => one.startsWith('blob:'))]);
});

test('a snapshot is no heavier than the files of the page and its list, compressed', async ({ page, jobs, listed }, info) => {
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  const path = info.outputPath('snapshot.html');
  await exported(page, 'snapshot', path);
  const html = await readFile(path, 'utf8');
  const list = gunzipSync(Buffer.from(block(html, 'list'), 'base64')).toString();
  expect(JSON.parse(list).data).toHaveLength((await listed()).length);

  const compressed = (text: Buffer | string) => gzipSync(text, { level: 6 }).length;
  const names = (await readdir(dist)).filter((name) => !/_snapshot\.js$|\.svg$/.test(name));
  const files = await Promise.all(names.map((name) => readFile(join(dist, name))));
  const sent = files.reduce((sum, file) => sum + compressed(file), 0);
  // What runs cannot be compressed without a weaker policy: it stands there as it is.
  const script = /<script>([^]*)<\/script>/.exec(html)?.[1] ?? '';
  const asText = (bytes: number) => Math.ceil((bytes * 4) / 3);
  const most = asText(sent + compressed(JSON.stringify({ data: await listed() }))) + script.length - asText(compressed(script));
  const report = `${html.length} bytes of at most ${most}: page ${sent}, script ${script.length}`;
  info.annotations.push({ type: 'size', description: report });
  console.log(report);
  expect(html.length, report).toBeLessThanOrEqual(most);
  const raw = files.reduce((sum, file) => sum + file.length, 0);
  expect(html.length - block(html, 'list').length, 'less than the page as it lies on a disk').toBeLessThan(raw);
});

test('a snapshot passes the policy that it states, also as a header and in a sandbox', async ({ page, jobs, browserConsole }, info) => {
  await jobs.goto('page-size=10');
  await expect(jobs.rows).toHaveCount(10);
  const path = info.outputPath('snapshot.html');
  await exported(page, 'snapshot', path);
  const html = await readFile(path, 'utf8');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy.replaceAll(/sha256-[\w+/]{43}=/g, 'HASH')).toBe(
    "default-src 'none'; script-src 'HASH' 'wasm-unsafe-eval'; style-src 'HASH'; base-uri 'none'; form-action 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  );
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const headers = { 'Content-Security-Policy': `${policy}; frame-ancestors 'none'; sandbox allow-scripts allow-downloads` };
    response.writeHead(200, { 'Content-Type': 'text/html', ...headers }).end(html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/snapshot.html`);
    await expect(jobs.heading).toHaveText('Jobs (320)');
    await expect(page.locator('.time-strip .bars')).toBeVisible();
    await exported(page, 'CSV', info.outputPath('jobs.csv'));
    expect(browserConsole.unexpected()).toEqual([]);
    expect(asked.filter((path) => path !== '/favicon.ico')).toEqual(['/snapshot.html']);
  } finally {
    await page.goto('about:blank');
    server.close();
    server.closeAllConnections();
  }
});

test('Firefox opens a snapshot from a disk, offline', async ({ page, jobs }, info) => {
  await jobs.goto('outcome=finished-with-failures&page-size=10');
  await expect(jobs.rows).toHaveCount(10);
  const [path, ids] = [info.outputPath('snapshot.html'), await jobs.ids()];
  await exported(page, 'snapshot', path);
  const firefox = new Firefox(['-offline']);
  try {
    await firefox.start();
    await firefox.open(pathToFileURL(path).href);
    // Waits in the page, for what is there once both modules are.
    const seen = await firefox.evaluate<Record<string, unknown>>(`(async () => {
      const root = document.querySelector('devserver-jobs').shadowRoot;
      const until = async (found) => { while (!found()) await new Promise(requestAnimationFrame); };
      const rows = () => [...root.querySelectorAll('tr[data-job-id]')].map((row) => row.dataset.jobId);
      await until(() => root.querySelector('.bars') && rows().length);
      const first = rows();
      const find = root.querySelector('#find');
      find.value = first[3];
      find.dispatchEvent(new InputEvent('input'));
      await until(() => rows().length === 1);
      return {
        first, found: rows(), age: root.querySelector('.age').textContent, isOnline: navigator.onLine,
        requests: performance.getEntriesByType('resource').map(({ name }) => name),
      };
    })()`);
    expect(seen).toEqual({
      first: ids,
      found: [ids[3]],
      age: expect.stringMatching(/^Snapshot of .* \(just now\)$/i),
      isOnline: false,
      requests: [],
    });
  } finally {
    await firefox.stop();
  }
});

test('what a host page has set is in the snapshot, and nothing of its proxy', async ({ page, jobs, gateway }, info) => {
  await jobs.settings({ columns: 'name,type,id', theme: 'dark', 'time-zone': 'Asia/Shanghai', 'project-id': 'demo', 'user-link': '/people/{user_name}' });
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  await jobs.element.evaluate((element) => {
    Object.assign(element, { messages: { 'en-US': { jobs: 'Tasks </script><b>' } } });
  });
  await expect(jobs.heading).toHaveText('Tasks </script><b> (320)');
  const path = info.outputPath('snapshot.html');
  await exported(page, 'snapshot', path);
  const html = await readFile(path, 'utf8');
  expect(html).not.toContain('people');
  expect(html).not.toContain(new URL(gateway.url).host);
  await page.goto(pathToFileURL(path).href);
  await expect(jobs.heading).toHaveText('Tasks </script><b> (320)');
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Type', 'Job ID']);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe('rgb(23, 24, 28)');
});

test('where its own files cannot be loaded again, the reader is told so', async ({ page, jobs, browserConsole }) => {
  browserConsole.allow(/Failed to load resource/);
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('radio', { name: WORDS.en.snapshot }).check();
  await axe(page);
  await page.route('**/*_bg.wasm', (route) => route.abort());
  await dialog.getByRole('button', { name: 'Save file' }).click();
  await expect(dialog.getByRole('status')).toHaveText(
    /^Failed to create the snapshot\. http\S+_bg\.wasm could not be loaded again: .*connect-src/,
  );
  await page.unroute('**/*_bg.wasm');
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save file' }).click();
  await saved;
  await expect(dialog.getByRole('status')).toHaveText('Jobs exported: 320.');
});

test.describe('in Chinese, dark, by keyboard alone', () => {
  test.use({ locale: 'zh-CN', colorScheme: 'dark' });

  test('a snapshot is saved and read', async ({ page }, info) => {
    const jobs = new JobsPage(page, 'zh');
    await jobs.goto();
    await expect(jobs.rows).toHaveCount(20);
    await openByKeyboard(page, 'zh');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '导出' });
    await expect(dialog.getByRole('heading')).toBeFocused();
    await tabTo(page, dialog.getByRole('radio', { name: /^CSV/ }));
    await page.keyboard.press('ArrowUp');
    await expect(dialog.getByRole('radio', { name: WORDS.zh.snapshot })).toBeChecked();
    await axe(page);
    await tabTo(page, dialog.getByRole('button', { name: WORDS.zh.save }));
    const saved = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const path = info.outputPath('snapshot.html');
    await (await saved).saveAs(path);
    await expect(dialog.getByRole('status')).toHaveText('已导出320个任务。');
    await page.goto(pathToFileURL(path).href);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(jobs.heading).toHaveText('任务 (320)');
    await expect(page.locator('.age')).toHaveText(/^快照时间：\d{4}年\d+月\d+日 [\d:]+（刚刚）$/);
    await axe(page);
    // The words of the other language are there, too.
    await jobs.element.evaluate((element) => element.setAttribute('locale', 'en-US'));
    await expect(jobs.heading).toHaveText('Jobs (320)');
  });
});
