// A panic of the component: the crashed copy is disconnected and reports it, the portal continues, and a new copy takes
// over. A function of the browser that never fails is made to fail, so it is the real page that crashes.
import type { Page } from '@playwright/test';

import { error, expect, memories, test, watchMemory } from './guests';

/** Makes the next relative time format fail, once; every browser has one for the component's languages. */
async function breakNext(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { RelativeTimeFormat } = Intl;
    const broken = function () {
      Object.assign(Intl, { RelativeTimeFormat });
      throw new RangeError('out of order');
    };
    Object.assign(Intl, { RelativeTimeFormat: broken });
  });
}

test.beforeEach(async ({ page, portal, browserConsole }) => {
  browserConsole.allow(/panicked at|unreachable|out of order/);
  await watchMemory(page);
  portal.body = `<script type="module" src="/devserver-jobs/element.js"></script>
    <devserver-jobs project-id="one" page-size="5" time-zone="Asia/Shanghai"></devserver-jobs>
    <devserver-jobs project-id="two" page-size="5" locale="zh-CN"></devserver-jobs>`;
  // Records whether the component's timers run.
  await page.clock.install();
  await page.goto(portal.origin);
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Jobs (320)', '任务 (320)']);
});

test('all elements of the broken copy say so, nothing calls it again, and a press brings a fresh one', async ({ page, told, browserConsole, calls }) => {
  const [first, second] = [page.locator('devserver-jobs').first(), page.locator('devserver-jobs').last()];
  await breakNext(page);
  await first.getByRole('button', { name: 'UTC', exact: true }).click();
  await expect(first.getByRole('alert')).toContainText('The job list encountered an internal error.');
  await expect(second.getByRole('alert')).toContainText('任务列表发生内部错误，');
  expect(await error(told, 'crash')).toContain('panicked at');
  expect((await told()).filter(({ kind }) => kind === 'crash')).toHaveLength(2);
  expect(await first.evaluate((element) => element.matches(':state(error)'))).toBe(true);

  // Its timers, which check the clock every 15 seconds, no longer call anything, and neither does the portal.
  const before = browserConsole.messages.length;
  await page.clock.runFor(120_000);
  await first.evaluate((element) => {
    element.setAttribute('page-size', '10');
    (element as HTMLElement & { refresh(): void }).refresh();
  });
  await page.clock.runFor(1_000);
  expect(browserConsole.messages.slice(before)).toEqual([]);
  expect(calls, 'nothing is asked').toEqual([]);
  expect(await memories(page)).toHaveLength(1);

  await first.getByRole('button', { name: 'Reload' }).click();
  await expect(first.getByRole('heading', { level: 2 })).toHaveText('Jobs (320)');
  await expect(first.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(first.getByRole('rowheader')).toHaveCount(10);
  expect(await memories(page)).toHaveLength(2);
  // The other element waits for its own Reload, and then shares the new copy.
  await second.getByRole('button', { name: '重新加载' }).click();
  await expect(second.getByRole('heading', { level: 2 })).toHaveText('任务 (320)');
  expect(await memories(page)).toHaveLength(2);
  await first.getByRole('button', { name: 'Next page' }).click();
  await expect(first.getByRole('button', { name: 'Page 2' })).toHaveAttribute('aria-current', 'page');
});

test('a broken element can leave, and a new one works', async ({ page, portal }) => {
  await breakNext(page);
  await page.getByRole('button', { name: 'UTC', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveCount(2);
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('devserver-jobs')) element.remove();
    const fresh = document.createElement('devserver-jobs');
    fresh.setAttribute('project-id', 'three');
    document.querySelector('main')?.append(fresh);
  });
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Jobs (320)');
  expect(portal.origin).toBeTruthy();
});

test('it can break again, and while it is being mounted', async ({ page }) => {
  for (const round of [1, 2]) {
    await breakNext(page);
    const first = page.locator('devserver-jobs').first();
    await first.evaluate((element) => {
      const parent = element.parentElement;
      element.remove();
      parent?.prepend(element);
    });
    await expect(first.getByRole('alert'), `round ${round}`).toContainText('The job list encountered an internal error.');
    await first.getByRole('button', { name: 'Reload' }).click();
    await expect(first.getByRole('heading', { level: 2 })).toHaveText('Jobs (320)');
  }
});

test('the fresh copy has a second module of its own', async ({ page, portal }) => {
  const [first, second] = [page.locator('devserver-jobs').first(), page.locator('devserver-jobs').last()];
  const open = async () => {
    await first.getByRole('rowheader').first().getByRole('link').click();
    await expect(first.locator('.tasks li').first()).toBeVisible();
  };
  const asked = () => portal.asked.filter((name) => name === 'devserver-jobs_lazy.wasm').length;
  await open();
  expect(asked()).toBe(1);
  // The detail is open during the crash, and its listeners belong to the crashed copy.
  await breakNext(page);
  await first.getByRole('button', { name: 'UTC', exact: true }).click();
  await expect(first.getByRole('alert')).toContainText('The job list encountered an internal error.');
  await first.getByRole('button', { name: 'Reload' }).click();
  await expect(first.getByRole('heading', { level: 2 }).first()).toHaveText('Jobs (320)');
  await open();
  expect(asked()).toBe(2);
  await second.getByRole('button', { name: '重新加载' }).click();
  await second.getByRole('rowheader').first().getByRole('link').click();
  await expect(second.locator('.tasks li').first()).toBeVisible();
  expect(asked(), 'both elements share it').toBe(2);
});
