// The second WebAssembly module, which has the detail: when it is loaded, and what the user sees if it is slow, missing, of
// another build, or loaded at the second attempt. The same for every file of a build.
import type { Page } from '@playwright/test';

import { error, expect, test } from './guests';
import { type Portal, ofAnotherBuild } from './portal';

const LAZY = 'devserver-jobs_lazy.wasm';

/** Makes the first response for a file that of another build, as from a cache, and records how it is requested. */
async function cached(page: Page, portal: Portal, name: string): Promise<() => Promise<string[]>> {
  const old = await ofAnotherBuild(name);
  portal.spoiled.set(name, () => (portal.asked.filter((one) => one === name).length === 1 ? old : undefined));
  await page.addInitScript((name) => {
    const ways: string[] = [];
    const own = window.fetch;
    const noted: typeof fetch = (input, init) => {
      if (String(input).endsWith(name)) ways.push(init?.cache ?? 'default');
      return own(input, init);
    };
    Object.assign(window, { fetch: noted, ways });
  }, name);
  return () => page.evaluate(() => (window as unknown as { ways: string[] }).ways);
}

test('it comes behind the list, before anybody asks for it, and once', async ({ page, portal, jobs }) => {
  await page.goto(portal.origin);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect.poll(() => portal.asked).toContain(LAZY);
  await jobs.rows.getByRole('link').first().click();
  await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await jobs.rows.getByRole('link').nth(1).click();
  await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
  expect(portal.asked.filter((name) => name === LAZY)).toHaveLength(1);
});

test('where it is slow the reader is told, can close, and has the detail when it comes', async ({ page, portal, jobs }) => {
  let release = () => {};
  const held = new Promise<undefined>((done) => (release = () => done(undefined)));
  portal.spoiled.set(LAZY, () => held);
  await page.goto(portal.origin);
  const link = jobs.rows.getByRole('link').first();
  const name = await link.innerText();
  const waiting = jobs.element.getByRole('region', { name: 'Loading job details…' });
  await link.click();
  await expect(waiting.getByRole('heading')).toBeFocused();
  await expect(waiting).toHaveAttribute('aria-busy', 'true');
  await page.keyboard.press('Escape');
  await expect(waiting).toHaveCount(0);
  await expect(link).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(waiting.getByRole('heading')).toBeFocused();
  release();
  const detail = jobs.element.getByRole('region', { name });
  await expect(detail.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(detail.locator('.tasks li').first()).toBeVisible();
});

test('where it is missing that is said in its place, and Retry brings it', async ({ page, portal, jobs, told, browserConsole }) => {
  browserConsole.allow(/Failed to load resource/);
  portal.spoiled.set(LAZY, { status: 404 });
  await page.goto(portal.origin);
  const link = jobs.rows.getByRole('link').first();
  const name = await link.innerText();
  await link.click();
  const failed = jobs.element.getByRole('region', { name: 'Failed to load the job details' });
  await expect(failed.getByRole('alert')).toHaveText(/devserver-jobs_lazy\.wasm could not be loaded: HTTP 404/);
  await expect(failed).toHaveAttribute('aria-busy', 'false');
  expect(await error(told, 'load')).toContain('devserver-jobs_lazy.wasm');
  // The list still works.
  await jobs.nextPage.click();
  await expect(jobs.range('6–10 of 320')).toBeVisible();
  await jobs.previousPage.click();

  await failed.getByRole('button', { name: 'Retry' }).click();
  await expect(failed.getByRole('heading')).toBeFocused();
  await expect(failed.getByRole('alert')).toContainText('404');

  portal.spoiled.clear();
  await failed.getByRole('button', { name: 'Retry' }).click();
  const detail = jobs.element.getByRole('region', { name });
  await expect(detail.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(detail.locator('.tasks li').first()).toBeVisible();
});

test('where only the quiet attempt failed nobody learns of it', async ({ page, portal, jobs, told, browserConsole }) => {
  browserConsole.allow(/Failed to load resource/);
  let asked = 0;
  portal.spoiled.set(LAZY, () => ((asked += 1) === 1 ? { status: 503 } : undefined));
  await page.goto(portal.origin);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect.poll(() => asked).toBe(1);
  await jobs.rows.getByRole('link').first().click();
  await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
  expect((await told()).filter(({ name }) => name === 'error')).toEqual([]);
});

// The input handling of the filters is in the second module, and the user may be faster.
test('what is typed into the fields before it has come counts when it comes', async ({ page, portal, jobs, calls }) => {
  let release = () => {};
  const held = new Promise<undefined>((done) => (release = () => done(undefined)));
  portal.spoiled.set(LAZY, () => held);
  await page.goto(portal.origin);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await jobs.name.pressSequentially('diag');
  await jobs.name.press('Enter');
  await expect(jobs.filters.getByRole('status')).toHaveText('Loading jobs…');
  await jobs.filters.getByLabel('Type').fill('COMM');
  await jobs.id.pressSequentially('0a');
  calls.length = 0;

  release();
  const query = () => calls.map((call) => call.slice(call.indexOf('?')));
  await expect.poll(query).toContain('?name=diag&type=COMM');
  await expect(jobs.filters.getByRole('status')).toHaveCount(0);
  // The field that the user is in is not replaced.
  await expect(jobs.id).toBeFocused();
  await expect(jobs.id).toHaveValue('0a');
  await jobs.id.pressSequentially('3');
  expect(query().filter((one) => one.includes('id='))).toEqual([]);
  await jobs.id.press('Enter');
  await expect.poll(query).toContain('?id=0a3&name=diag&type=COMM');
  await expect(jobs.type).toHaveValue('COMM');
});

// If the user pastes a name and presses Enter at once, the focus stays in the field; the input was treated as unfinished.
for (const query of ['', 'filter-name=other']) {
  test(`what was entered before it has come needs no second Enter, ${query || 'nothing set'}`, async ({ page, portal, jobs, calls }) => {
    let release = () => {};
    const held = new Promise<undefined>((done) => (release = () => done(undefined)));
    portal.spoiled.set(LAZY, () => held);
    portal.embed({ 'project-id': 'demo', 'sync-url': '' });
    await page.goto(`${portal.origin}/?${query}`);
    await expect(jobs.heading).toHaveText(query ? 'Jobs (0)' : 'Jobs (320)');
    if (query) await jobs.filters.getByRole('button', { name: 'Filters', exact: true }).click();
    await jobs.name.fill('diag');
    await jobs.name.press('Enter');
    await expect(jobs.filters.getByRole('status')).toHaveText('Loading jobs…');
    release();
    await expect.poll(() => calls.at(-1)).toMatch(/\?name=diag$/);
    await expect(jobs.name).toBeFocused();
    await expect(jobs.name).toHaveValue('diag');
  });
}

test('where it is missing the fields say so, and Retry brings what was typed', async ({ page, portal, jobs, calls, browserConsole }) => {
  browserConsole.allow(/Failed to load resource/);
  portal.spoiled.set(LAZY, { status: 404 });
  await page.goto(portal.origin);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await jobs.name.fill('diag');
  await jobs.name.press('Enter');
  await expect(jobs.filters.getByRole('alert')).toContainText('the server says 404');
  portal.spoiled.clear();
  await jobs.filters.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(() => calls.at(-1)).toMatch(/\?name=diag$/);
  await expect(jobs.name).toHaveValue('diag');
});

test('a link to a job opens it, also before the second module has come', async ({ page, portal, jobs, request, gateway }) => {
  const list = await (await request.get(`${gateway.url}v1/demo/dev-servers/jobs`)).json();
  const { id, name } = list.data[0];
  portal.embed({ 'project-id': 'demo', 'sync-url': '' });
  await page.goto(`${portal.origin}/?job=${id}`);
  await expect(jobs.element.getByRole('heading', { name })).toBeVisible();
  await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
});

// The servers of a portal had two versions at the same time for a minute, and a browser cached a file of one: labels were
// shifted by one position, and functions were called by the names of others.
test.describe('a file of another build', () => {
  test('the second module is refused in words', async ({ page, portal, jobs, told }) => {
    portal.spoiled.set(LAZY, await ofAnotherBuild(LAZY));
    await page.goto(portal.origin);
    await jobs.rows.getByRole('link').first().click();
    await expect(jobs.element.getByRole('alert')).toHaveText(/Files of two builds: .*_lazy\.wasm .*Reload the page/);
    expect(await error(told, 'load')).toContain('Files of two builds');
  });

  test('the second module from a cache is asked for past the cache, once', async ({ page, portal, jobs, told }) => {
    const ways = await cached(page, portal, LAZY);
    await page.goto(portal.origin);
    await jobs.rows.getByRole('link').first().click();
    await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
    expect(await ways()).toEqual(['default', 'reload']);
    expect((await told()).filter(({ name }) => name === 'error')).toEqual([]);
  });

  test('the first module from a cache is asked for past the cache, once', async ({ page, portal, jobs }) => {
    const ways = await cached(page, portal, 'devserver-jobs_bg.wasm');
    await page.goto(portal.origin);
    await expect(jobs.heading).toHaveText('Jobs (320)');
    expect(await ways()).toEqual(['default', 'reload']);
  });

  for (const name of ['devserver-jobs_bg.wasm', 'devserver-jobs.js', 'en-US.js']) {
    test(`${name} is refused in words`, async ({ page, portal, jobs, told }) => {
      portal.spoiled.set(name, await ofAnotherBuild(name));
      await page.goto(portal.origin);
      await expect(jobs.element.getByRole('alert')).toHaveText(/Files of two builds: .* Reload the page/);
      expect(await error(told, 'load')).toContain('Files of two builds');
      portal.spoiled.clear();
      await page.reload();
      await expect(jobs.heading).toHaveText('Jobs (320)');
    });
  }

  test('words with other keys are refused, whatever they say of themselves', async ({ page, portal, jobs, browserConsole }) => {
    browserConsole.allow(/Failed to load/);
    await page.route('**/*en-US.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/refresh:"[^"]*",/, '') });
    });
    await page.goto(portal.origin);
    await expect(jobs.element.getByRole('alert')).toHaveText(/Files of two builds: en-US\.js/);
  });
});
