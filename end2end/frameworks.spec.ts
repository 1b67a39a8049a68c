// Whether each framework hands over what a template says: the checks of the public Custom Elements Everywhere, asked
// of this element. The pages are examples/*/check/; what they bind stands in examples/check.js.
import type { Page } from '@playwright/test';

import { JobsPage } from './jobs-page';
import { expect, test } from './portals';

const FRAMEWORKS = ['react', 'vue', 'svelte', 'solid', 'angular'];

type Heard = { name: string; detail: Record<string, unknown> };

/** What examples/check.js leaves in its page. */
type Check = {
  first: Settings;
  second: Settings;
  heard: Heard[];
  forbidden: string[];
  define(): Promise<unknown>;
  set(settings: Settings): void;
  show(is: boolean): void;
};
type Settings = Record<string, unknown>;
type SetName = 'first' | 'second';
declare const check: Check;

/** The attributes by which the two sets are seen: every one that the element then has, so no object is among them. */
const ATTRIBUTES = {
  first: {
    'project-id': 'one',
    theme: 'light',
    'page-size': '5',
    'sync-url': '',
    'filter-visible': 'true',
    projects: 'one,two',
    columns: 'name,outcome',
  },
  second: {
    'project-id': 'two',
    theme: 'dark',
    'page-size': '10',
    'filter-visible': 'false',
    projects: 'two,three,four',
    columns: 'name,type,created',
  },
};

/** And what a user sees of them. */
const SEEN = {
  first: { rows: 5, headers: ['Name', 'Outcome'], refresh: 'Reload', asked: ['/v1/one/dev-servers/jobs?visible=true', 'first'] },
  second: {
    rows: 10,
    headers: ['Name', 'Type', 'Created'],
    refresh: 'Once more',
    asked: ['/v1/two/dev-servers/jobs?visible=false', 'second'],
  },
};

for (const framework of FRAMEWORKS) {
  test.describe(framework, () => {
    test.beforeEach(({ jobs }) => {
      jobs.base = `/${framework}/check/`;
    });

    test('settings arrive, and other ones', async ({ page, jobs }) => {
      const asked = askedWith(page);
      await jobs.goto();
      await arrived(page, jobs, 'first', asked);
      await page.evaluate(() => check.set(check.second));
      await arrived(page, jobs, 'second', asked);
      await page.evaluate(() => check.set(check.first));
      await arrived(page, jobs, 'first', asked);
    });

    test('settings arrive that were there before the element was defined', async ({ page, jobs }) => {
      const asked = askedWith(page);
      await jobs.goto('late');
      await expect(jobs.element).toBeAttached();
      expect(await page.evaluate(() => customElements.get('devserver-jobs') === undefined)).toBe(true);
      await page.evaluate(() => check.define());
      await arrived(page, jobs, 'first', asked);
      await page.evaluate(() => check.set(check.second));
      await arrived(page, jobs, 'second', asked);
    });

    test('an element that is taken away and comes back loads again', async ({ page, jobs }) => {
      const asked = askedWith(page);
      await jobs.goto();
      await arrived(page, jobs, 'first', asked);
      await page.evaluate(() => check.show(false));
      await expect(jobs.element).toHaveCount(0);
      await page.evaluate(() => check.set(check.second));
      await page.evaluate(() => check.show(true));
      await arrived(page, jobs, 'second', asked);
      expect((await heard(page)).map(({ name }) => name)).toEqual(['devserver-jobs-load', 'devserver-jobs-load']);
    });

    test('every event is heard, with its detail', async ({ page, jobs, browserConsole }) => {
      browserConsole.allow(/Failed to load resource/);
      await jobs.goto();
      await expect(jobs.rows).toHaveCount(5);
      await next(page, 'load', { projectId: 'one', setAside: 0, complete: true });

      const job = jobs.rows.first();
      const link = job.getByRole('rowheader').getByRole('link');
      const name = await link.innerText();
      const detail = page.getByRole('region', { name });
      await page.evaluate(() => check.forbidden.push('devserver-jobs-select', 'devserver-jobs-warning'));
      await link.click();
      await next(page, 'select', { id: await job.getAttribute('data-job-id'), name });
      await expect(detail, 'forbidden').toHaveCount(0);
      await page.evaluate(() => check.forbidden.shift());
      await link.click();
      await next(page, 'select', { name });
      await expect(detail, 'allowed').toBeVisible();
      await page.keyboard.press('Escape');
      await expect(detail).toHaveCount(0);

      await jobs.find.fill('upgrade');
      await next(page, 'filter', { projectId: 'one', filterVisible: 'true', find: 'upgrade' });

      await page.route(JobsPage.isCall, (route) => route.fulfill({ status: 503, json: { error_code: 'ModelArts.1' } }));
      await page.getByRole('button', { name: 'Reload' }).click();
      await next(page, 'refresh', { projectId: 'one' });
      await next(page, 'error', { kind: 'http', status: 503, code: 'ModelArts.1' });

      await page.evaluate(() => check.set({ ...check.first, theme: 'pink' }));
      await next(page, 'warning', { setting: 'theme', value: 'pink' });
      expect(await heard(page), 'and nothing else').toEqual([]);
    });
  });
}

/** The element has these settings, and the user sees what follows from them. */
async function arrived(page: Page, jobs: JobsPage, set: SetName, asked: string[][]): Promise<void> {
  const seen = SEEN[set];
  await expect(jobs.rows).toHaveCount(seen.rows);
  await expect(page.getByRole('columnheader')).toHaveText(seen.headers);
  await expect(page.getByRole('button', { name: seen.refresh })).toBeVisible();
  expect(asked.splice(0), 'one call, with what was set').toEqual([seen.asked]);
  const found = await jobs.element.evaluate((element, set) => {
    const attributes = Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
    const objects = ['messages', 'labels', 'fetch'];
    const has = element as unknown as Settings;
    return { attributes, others: objects.filter((name) => has[name] !== check[set][name]) };
  }, set);
  expect(found, 'objects are the very ones').toEqual({ attributes: ATTRIBUTES[set], others: [] });
}

/** The page's calls: what each asked, and in the name of which set of settings. */
function askedWith(page: Page): string[][] {
  const asked: string[][] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (JobsPage.isCall(url)) asked.push([url.pathname + url.search, request.headers()['x-set'] ?? '']);
  });
  return asked;
}

function heard(page: Page): Promise<Heard[]> {
  return page.evaluate(() => check.heard);
}

/** Waits for the oldest event that was not looked at: it is this one. */
async function next(page: Page, name: string, detail: Record<string, unknown>): Promise<void> {
  await expect.poll(() => heard(page).then(([first]) => first)).toBeDefined();
  const first = await page.evaluate(() => check.heard.shift());
  expect(first?.name).toBe(`devserver-jobs-${name}`);
  expect(first?.detail).toMatchObject(detail);
}
