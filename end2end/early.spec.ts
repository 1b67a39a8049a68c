// The early request: it is sent before the component is loaded, it is identical to the component's first request, and
// there is no second one.
import type { Page } from '@playwright/test';

import { expect, test } from './fixtures';
import { JobsPage } from './jobs-page';

const LIST = '/v1/demo/dev-servers/jobs';

/** Delays the WebAssembly until it is released. */
async function holdModule(page: Page): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((release) => (letGo = release));
  await page.route('**/*.wasm', (route) => held.then(() => route.continue()));
  return letGo;
}

test('it leaves before the component has come, and is the only one', async ({ page, jobs, calls }) => {
  const letGo = await holdModule(page);
  const answered = jobs.answered();
  await jobs.goto('filter-status=FINISHED&find=diag');
  // The whole response arrives before any part of the component.
  await (await answered).finished();
  await expect(jobs.element.locator('*')).toHaveCount(0);
  expect(calls).toEqual([`${LIST}?status=FINISHED`]);

  letGo();
  await expect(jobs.matches).toHaveText(/^Matches: \d+ of \d+\s*$/);
  await expect(jobs.rows).toHaveCount(20);
  expect(calls).toHaveLength(1);
});

test.describe('there is one request, whatever the address says', () => {
  for (const [query, asked] of Object.entries({
    '': '',
    'find=diag&outcome=finished-with-failures&sort=name&page=2&page-size=10': '',
    'filter-status=FINISHED&filter-type=LOG_COLLECT&filter-visible=true': '?type=LOG_COLLECT&status=FINISHED&visible=true',
    "filter-name=a%2Bb%20c'(d)*!%26%E5%8D%87~": "?name=a%2Bb%20c%27%28d%29%2A%21%26%E5%8D%87~",
    'filter-name=+padded+': '?name=padded',
    'filter-name=a%FFb': '?name=a%EF%BF%BDb',
    'filter-visible=maybe&filter-id=%20': '',
    'filter-status=&filter-visible=false': '?visible=false',
    'project-id=not_one': '',
  })) {
    test(query || 'nothing', async ({ page, jobs, calls }) => {
      await jobs.goto(query);
      await expect(jobs.heading).toHaveText(/^Jobs \(\d+\)$/);
      expect(calls).toEqual([`${LIST}${asked}`]);
      await page.reload();
      await expect(jobs.heading).toHaveText(/^Jobs \(\d+\)$/);
      expect(calls).toEqual([`${LIST}${asked}`, `${LIST}${asked}`]);
    });
  }
});

test.describe('there is one request, whatever the settings say', () => {
  const settings: Record<string, Record<string, string | null>> = {
    'a filter': { 'filter-status': 'ACTIVE' },
    'a path of the proxy': { proxy: '/./' },
    credentials: { credentials: 'include' },
    'one project': { 'project-id': null, projects: 'demo' },
    'the same project twice': { 'project-id': null, projects: ' demo, demo ' },
    'a prefix': { 'sync-url': 'jobs-' },
  };
  for (const [name, changed] of Object.entries(settings)) {
    test(name, async ({ jobs, calls }) => {
      await jobs.settings(changed);
      await jobs.goto('filter-visible=true&jobs-filter-visible=false');
      await expect(jobs.heading).toHaveText(/^Jobs \(\d+\)$/);
      expect(calls).toHaveLength(1);
    });
  }
});

test('a project that is another one when the component comes is asked for then', async ({ page, jobs, browserConsole }) => {
  browserConsole.allow(/Failed to load resource/);
  const letGo = await holdModule(page);
  // There is never a response to the first one.
  await page.route((url) => url.pathname === LIST, () => {});
  const asked = page.waitForRequest((request) => request.url().endsWith(LIST));
  await jobs.goto();
  await asked;
  await jobs.element.evaluate((element) => element.setAttribute('project-id', 'documented-example'));
  const aborted = page.waitForEvent('requestfailed', (request) => request.url().endsWith(LIST));
  letGo();
  expect((await aborted).failure()?.errorText).toBe('net::ERR_ABORTED');
  await expect(jobs.heading).toHaveText('Jobs (2)');
});

test('an element that leaves before the component has come asks no more', async ({ page, jobs, calls }) => {
  const letGo = await holdModule(page);
  let answer = () => {};
  const held = new Promise<void>((release) => (answer = release));
  await page.route(JobsPage.isCall, (route) => held.then(() => route.fallback()));
  const asked = page.waitForRequest((request) => JobsPage.isCall(new URL(request.url())));
  await jobs.goto();
  await asked;
  const aborted = page.waitForEvent('requestfailed');
  const element = await jobs.element.elementHandle();
  await element?.evaluate((element) => element.remove());
  expect((await aborted).failure()?.errorText).toBe('net::ERR_ABORTED');

  // It comes back.
  answer();
  await element?.evaluate((element) => document.querySelector('main')?.append(element));
  letGo();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  expect(calls).toEqual([LIST, LIST]);
});

test('a component that does not come takes its request with it', async ({ page, jobs, browserConsole }) => {
  browserConsole.allow(/Failed to load resource/);
  await page.route(JobsPage.isCall, () => {});
  let refuse = () => {};
  const held = new Promise<void>((release) => (refuse = release));
  await page.route('**/*.wasm', (route) => held.then(() => route.abort('failed')));
  const asked = page.waitForRequest((request) => JobsPage.isCall(new URL(request.url())));
  await jobs.goto();
  await asked;
  const aborted = page.waitForEvent('requestfailed', (request) => JobsPage.isCall(new URL(request.url())));
  refuse();
  expect((await aborted).failure()?.errorText).toBe('net::ERR_ABORTED');
  await expect(page.getByRole('alert')).toContainText('The job list could not be started');
});

test('a refusal of it is said as of any other', async ({ page, jobs, browserConsole }) => {
  browserConsole.allow(/Failed to load resource/);
  const letGo = await holdModule(page);
  await jobs.answer({ error_msg: 'Internal error.' }, 500);
  const answered = jobs.answered();
  await jobs.goto();
  await answered;
  letGo();
  await expect(jobs.alert).toContainText('Internal error.');
  await jobs.answerNoMore();
  await jobs.retry.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
});
