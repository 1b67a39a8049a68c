// From "something failed" to "these nodes, this cause": facets, time, causes and the ticket, by mouse, by keyboard, by
// touch, in both languages and on a phone.
import type { Page } from '@playwright/test';

import { axe, expect, NOW, test } from './fixtures';
import { JobsPage } from './jobs-page';
import { sorted } from './oracle';
import { observeShifts, shifts } from './shifts';

const PHONE = { width: 390, height: 844 };
const WORDS = {
  en: { group: 'Group failures', copy: 'Copy for ticket (Markdown)', causes: '### Causes', close: 'Close' },
  zh: { group: '失败归类', copy: '复制工单内容（Markdown）', causes: '### 原因', close: '关闭' },
} as const;
const RUN = [
  ['en-US', 'en', undefined],
  ['zh-CN', 'zh', undefined],
  ['en-US', 'en', PHONE],
] as const;

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** Presses Tab until what has the focus is called so. */
async function tabTo(jobs: JobsPage, name: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await jobs.page.keyboard.press('Tab');
    const focus = await jobs.focus();
    if (focus?.name.trim() === name) return;
  }
  throw new Error(`Tab does not lead to “${name}”`);
}

for (const [locale, language, viewport] of RUN) {
  test.describe(`from the list to the ticket, in ${locale}${viewport ? ', on a phone' : ''}`, () => {
    test.use({ locale, ...(viewport && { viewport }) });
    const words = WORDS[language];

    /** The ticket names a cause, nodes, and jobs by their ids. */
    async function check(page: Page): Promise<void> {
      await expect.poll(() => copied(page)).toContain(words.causes);
      const ticket = await copied(page);
      expect(ticket).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/);
      expect(ticket).toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
      expect(ticket).toContain('UTC');
    }

    test('by mouse', async ({ page }) => {
      const jobs = new JobsPage(page, language);
      await jobs.goto();
      await expect(jobs.rows).toHaveCount(20);
      await page.getByRole('button', { name: words.group }).click();
      await expect(jobs.element.locator('.drawer[aria-busy="false"]')).toBeVisible();
      await page.getByRole('button', { name: words.copy }).click();
      await check(page);
      await axe(page);
      await page.getByRole('button', { name: words.close }).click();
      await expect(page.getByRole('button', { name: words.group })).toBeFocused();
    });

    test('by keyboard alone', async ({ page }) => {
      const jobs = new JobsPage(page, language);
      await jobs.goto();
      await expect(jobs.rows).toHaveCount(20);
      await tabTo(jobs, words.group);
      await page.keyboard.press('Enter');
      await expect(jobs.element.locator('.drawer[aria-busy="false"]')).toBeVisible();
      await tabTo(jobs, words.copy);
      await page.keyboard.press('Enter');
      await check(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: words.group })).toBeFocused();
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: PHONE, hasTouch: true });

  test('the first job is visible without scrolling', async ({ page, jobs }) => {
    for (const query of ['', 'filter-type=LOG_COLLECT']) {
      await jobs.goto(query);
      await expect(jobs.rows.first().getByRole('link')).toBeInViewport({ ratio: 1 });
      await expect(jobs.element.locator('.time-strip')).toBeVisible();
      await expect(jobs.rows.first().getByRole('link')).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => scrollY)).toBe(0);
    }
    await page.getByRole('button', { name: 'Type: Log collection' }).click();
    await expect(page).toHaveURL('/');
  });

  test('a range of time by touch', async ({ page, jobs }) => {
    await jobs.goto();
    const bars = jobs.element.locator('.bars');
    await expect(bars.locator('[data-tone]').first()).toBeVisible();
    const box = await bars.boundingBox();
    if (!box) throw new Error('the bars are not drawn');
    const client = await page.context().newCDPSession(page);
    const touch = (type: string, share?: number) =>
      client.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: share === undefined ? [] : [{ x: box.x + box.width * share, y: box.y + box.height / 2 }],
      });
    await touch('touchStart', 0.7);
    await touch('touchMove', 0.8);
    await touch('touchMove', 0.99);
    await touch('touchEnd');
    await expect(page).toHaveURL(/[?&]created=[^&]+\.\./);
    await expect(jobs.matches).toHaveText(/^Matches: \d+ of 320$/);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect(page).toHaveURL('/');
  });
});

test('a range of time by keyboard', async ({ page, jobs }) => {
  await observeShifts(page);
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  await expect(jobs.element.locator('.handle').first()).toBeVisible();
  expect(await shifts(page), 'nothing moved when the bars came').toEqual([]);
  await tabTo(jobs, 'From');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowRight');
  await expect(jobs.matches).toHaveText(/^Matches: \d+ of 320$/);
  await expect(page).toHaveURL(/[?&]created=[^&]+\.\./);
  const chosen = await jobs.matches.innerText();
  await page.reload();
  await expect(jobs.matches, 'the address has it').toHaveText(chosen);
  await tabTo(jobs, 'To');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL('/');
  await expect(jobs.matches).toHaveText('');
});

// The address had the times of the hour that was the last one when it was chosen.
test('the last hour is that of whoever looks', async ({ page, jobs, listed }) => {
  const all = await listed();
  const lately = (minutes: number) => {
    const from = Date.parse(NOW) + (minutes - 60) * 60_000;
    return sorted(all.filter((job) => job.create_at >= from));
  };
  const shown = (minutes: number) => expect.poll(() => jobs.ids()).toEqual(lately(minutes));
  expect(lately(0).length).toBeGreaterThan(lately(20).length);
  const hour = page.getByRole('button', { name: 'Last hour', pressed: true });
  const any = page.getByRole('button', { name: 'All', exact: true });

  await page.clock.install({ time: NOW });
  await jobs.goto('page-size=100');
  await page.getByRole('button', { name: 'Last hour' }).click();
  await expect(page).toHaveURL('/?page-size=100&created=PT1H');
  await shown(0);
  await any.click();
  await expect(page).toHaveURL('/?page-size=100');
  await page.clock.fastForward('10:00');
  await page.goBack();
  await expect(hour).toBeVisible();
  await shown(10);

  await page.clock.fastForward('10:00');
  await shown(20);
  await page.reload();
  await expect(hour).toBeVisible();
  await shown(20);
  await expect(page).toHaveURL('/?page-size=100&created=PT1H');
});

test('what is above the bars and beside find lines up', async ({ jobs }) => {
  await jobs.goto();
  const strip = jobs.element.locator('.time-strip');
  await expect(strip.locator('.bars rect[data-tone]').first()).toBeVisible();
  const box = async (selector: string) => {
    const box = await jobs.element.locator(selector).first().boundingBox();
    if (!box) throw new Error(`${selector} is not there`);
    return { top: box.y, bottom: box.y + box.height };
  };
  expect((await box('.numbers summary')).bottom).toBeLessThanOrEqual((await box('.bars')).top);
  expect(await box('.facet summary')).toEqual(await box('.group-failures'));
});

test('axe-core finds nothing in what narrows and explains', async ({ page, jobs }) => {
  await jobs.goto('page-size=3');
  await expect(jobs.element.locator('.time-strip')).toBeVisible();
  await jobs.element.locator('.numbers summary').click();
  await expect(jobs.element.locator('.numbers tbody tr').first()).toBeVisible();
  await axe(page);
  await jobs.element.locator('.facet summary').first().click();
  await expect(jobs.element.locator('.facet[open] li').first()).toBeVisible();
  await axe(page);

  await jobs.answer({ data: [{ id: '1', status: 'HELD', create_at: 'soon' }, 7], total: 3 });
  await jobs.goto();
  await page.getByRole('button', { name: /^Data issues/ }).click();
  await expect(page.getByRole('dialog')).toContainText('not a JSON object: 7');
  await axe(page);
});

// The gateway is stopped after some details have been read: these stay, and the reading goes on when it is there again.
test('the gateway stops half-way', async ({ page, jobs, gateway, browserConsole }) => {
  browserConsole.allow(/Failed to load resource: net::ERR_CONNECTION_REFUSED/);
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  let read = 0;
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(/dev-servers\/jobs\/[^/]+$/, async (route) => {
    read += 1;
    if (read > 3) await held;
    await route.continue();
  });
  const drawer = jobs.element.locator('.drawer');
  await page.getByRole('button', { name: 'Group failures' }).click();
  await expect(drawer).toContainText('Jobs read: 3 of');
  await gateway.stop();
  release();
  await expect(drawer.getByRole('alert')).toContainText('Failed to connect to the proxy');
  await expect(drawer).toContainText('Jobs read: 3 of');
  await expect(drawer.locator('.group').first()).toBeVisible();

  await gateway.start();
  await drawer.getByRole('button', { name: /^Retry jobs that could not be read/ }).click();
  await expect(drawer).toHaveAttribute('aria-busy', 'false');
  await expect(drawer.getByRole('alert')).toHaveCount(0);
  await expect(drawer).not.toContainText('Jobs read: 3 of');
});
