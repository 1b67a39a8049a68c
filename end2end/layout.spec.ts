// How the page lies: at every width, in both languages, by day and by night, and while it loads. No call is counted.
import { expect, test } from './fixtures';
import { JobsPage } from './jobs-page';
import { observeShifts, shifts } from './shifts';

const WIDTHS = [320, 360, 768, 1024, 1280, 1920, 2560];
/** What no font breaks by itself. */
const LONG = 'x'.repeat(200);

/** How far the page can be scrolled sideways, in pixels. */
function overflow(jobs: JobsPage): Promise<number> {
  return jobs.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function everyWidth(jobs: JobsPage, check: (width: number) => Promise<void>): Promise<void> {
  for (const width of WIDTHS) {
    await jobs.page.setViewportSize({ width, height: 900 });
    await test.step(`${width} px`, () => check(width));
  }
}

// A row that was pointed at showed its failures in black, and the open one looked like any other.
test('a row that is pointed at keeps its colours', async ({ jobs }) => {
  await jobs.goto('outcome=finished-with-failures');
  const row = jobs.rows.first();
  const failed = row.locator('.number.failed');
  const colour = () => failed.evaluate((cell) => getComputedStyle(cell).color);
  const background = () => row.evaluate((row) => getComputedStyle(row).backgroundColor);
  const [red, plain] = [await colour(), await background()];
  await failed.hover();
  expect(await background(), 'it is seen which one it is').not.toBe(plain);
  expect(await colour()).toBe(red);
  expect(red).not.toBe(await row.locator('.second').first().evaluate((text) => getComputedStyle(text).color));

  await row.getByRole('link').click();
  await jobs.heading.hover();
  const open = await background();
  await failed.hover();
  expect(await background(), 'and which one is open').toBe(open);
  expect(open).not.toBe(plain);
});

// In a window of half a screen the button that watches a job took the place of its outcome, which broke within a word.
test('an outcome and the button that watches share a narrow column', async ({ page, jobs }) => {
  await page.setViewportSize({ width: 1000, height: 800 });
  await jobs.goto('outcome=processing');
  const cell = jobs.rows.first().locator('td.outcome');
  await expect(cell.locator('.watch-row')).toBeVisible();
  const lines = await cell.locator('.badge span').first().evaluate((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size;
  });
  expect(lines).toBe(1);
  const [badge, button] = [await cell.locator('.badge').boundingBox(), await cell.locator('.watch-row').boundingBox()];
  if (!badge || !button) throw new Error('one of the two is not there');
  expect(button.y >= badge.y + badge.height || button.x >= badge.x + badge.width, 'neither is on the other').toBe(true);
});

for (const [locale, language, heading] of [
  ['en-US', 'en', 'Jobs (320)'],
  ['zh-CN', 'zh', '任务 (320)'],
] as const) {
  test.describe(`in a browser that speaks ${locale}`, () => {
    test.use({ locale, timezoneId: 'America/Argentina/ComodRivadavia' });

    test('nothing scrolls sideways', async ({ page }) => {
      const jobs = new JobsPage(page, language);
      await jobs.goto('page=8');
      await expect(jobs.heading).toHaveText(heading);
      await everyWidth(jobs, async (width) => {
        expect(await overflow(jobs)).toBe(0);
        expect(await jobs.outside(), 'controls that cannot be reached').toEqual([]);
        await expect(jobs.sortBy).toBeVisible({ visible: width < 900 });
        // The popup that is nearest to the far edge.
        await jobs.unfold();
        await jobs.status.click();
        await expect(jobs.options).toHaveCount(5);
        expect(await overflow(jobs), 'with an open popup').toBe(0);
        await jobs.status.press('Tab');
        await expect(jobs.options).toHaveCount(0);
      });
    });

    test('nothing scrolls sideways whatever the cloud sends', async ({ page, browserConsole }) => {
      browserConsole.allow(/Failed to load resource/);
      const jobs = new JobsPage(page, language);
      const job = { id: LONG, name: LONG, description: LONG, user_name: LONG, type: LONG, status: LONG };
      await jobs.answer({ data: [{ ...job, create_at: LONG, update_at: LONG, abnormal_count: LONG }, 7], total: 100 });
      await jobs.goto(`project-id=${LONG.slice(0, 64)}&filter-name=${LONG}`);
      await expect(jobs.rows).toHaveCount(1);
      await everyWidth(jobs, async () => expect(await overflow(jobs), 'a long row').toBe(0));

      await jobs.answer({ error_code: LONG, error_msg: LONG, request_id: LONG }, 500);
      await jobs.refresh.click();
      await expect(jobs.alert).toBeVisible();
      await everyWidth(jobs, async () => expect(await overflow(jobs), 'a long error over rows').toBe(0));

      await page.reload();
      await expect(jobs.rows).toHaveCount(0);
      await expect(jobs.alert).toBeVisible();
      await everyWidth(jobs, async () => expect(await overflow(jobs), 'a long error').toBe(0));
    });

    test('nothing moves while the list arrives', async ({ page }) => {
      const jobs = new JobsPage(page, language);
      await observeShifts(page);
      const moved: Record<string, string[]> = {};
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        let answer = () => {};
        const held = new Promise<void>((done) => (answer = done));
        await page.unrouteAll();
        await page.route(JobsPage.isCall, (route) => held.then(() => route.continue()));
        await jobs.goto();
        await expect(jobs.placeholders).toHaveCount(20);
        await shifts(page);
        answer();
        await expect(jobs.heading).toHaveText(heading);
        await expect(jobs.rows).toHaveCount(20);
        const found = await shifts(page);
        if (found.length > 0) moved[`${width} px`] = found;
      }
      expect(moved).toEqual({});

      // That the instrument measures at all.
      await page.evaluate(() => document.querySelector('main')?.before('This line moves the list down.'));
      expect(await shifts(page)).not.toEqual([]);
    });
  });
}

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });

  test('the browser’s language is spoken throughout', async ({ page }) => {
    await page.clock.setFixedTime('2026-01-15T08:40:00Z');
    const jobs = new JobsPage(page, 'zh');
    await jobs.goto();
    await expect(jobs.heading).toHaveText('任务 (320)');
    await expect(page.getByText('刚刚更新')).toBeVisible();
    await expect(page.locator('footer').getByText('第1–20条，共320条')).toBeVisible();
    await expect(page.getByRole('columnheader')).toHaveText([
      '名称',
      '结果',
      '失败节点',
      '类型',
      '用户',
      '创建时间',
      '更新时间',
      '任务ID',
    ]);
    const newest = jobs.rows.first();
    await expect(newest).toContainText('日志采集');
    await expect(newest).toContainText('进行中');
    await expect(newest).toContainText('2026年1月15日 16:28:53');
    await expect(newest).toContainText('11分钟前');
    // Everything that is said, apart from what the cloud sent, and from names that are the same in both languages.
    const [said] = await jobs.filters.allInnerTexts();
    expect(said).not.toMatch(/[a-z]{3}/i);
  });
});

test('a language of the settings goes before the browser’s', async ({ jobs }) => {
  await jobs.settings({ locale: 'zh' });
  await jobs.goto();
  await expect(jobs.heading).toHaveText('任务 (320)');
});

test.describe('in Berlin', () => {
  test.use({ timezoneId: 'Europe/Berlin' });

  test('times are local or UTC, and the machine’s time is the same in both', async ({ page, jobs }) => {
    await page.clock.setFixedTime('2026-01-15T08:31:00Z');
    await jobs.goto();
    await expect(jobs.zones.getByRole('button')).toHaveText(['Europe/Berlin GMT+1', 'UTC']);
    const created = jobs.rows.first().locator('time').first();
    await expect(created).toHaveText('Jan 15, 2026, 09:28:53');
    const machine = await created.getAttribute('datetime');
    expect(machine).toMatch(/^2026-01-15T08:28:53\.\d{3}Z$/);
    await expect(jobs.zone(/Berlin/)).toHaveAttribute('aria-pressed', 'true');
    await expect(jobs.zone('UTC')).toHaveAttribute('aria-pressed', 'false');

    await jobs.zone('UTC').click();
    await expect(created).toHaveText('Jan 15, 2026, 08:28:53');
    await expect(created).toHaveAttribute('datetime', machine ?? '');
    await expect(jobs.zone('UTC')).toHaveAttribute('aria-pressed', 'true');
    await expect(jobs.zone(/Berlin/)).toHaveAttribute('aria-pressed', 'false');

    await jobs.zone(/Berlin/).click();
    await expect(created).toHaveText('Jan 15, 2026, 09:28:53');
  });

  test('a zone of the settings goes before the browser’s', async ({ jobs }) => {
    await jobs.settings({ 'time-zone': 'Asia/Kolkata' });
    await jobs.goto();
    await expect(jobs.zone(/Kolkata/)).toHaveText('Asia/Kolkata GMT+5:30');
    await expect(jobs.rows.first().locator('time').first()).toHaveText('Jan 15, 2026, 13:58:53');
  });
});

test('where the reader’s zone is UTC there is nothing to choose', async ({ page, jobs }) => {
  await jobs.goto();
  await expect(page.getByText('Time zone UTC')).toBeVisible();
  await expect(jobs.zones).toBeHidden();
});

test('ages grow while nothing happens', async ({ page, jobs, calls }) => {
  await page.clock.install({ time: '2026-01-15T08:30:00Z' });
  await jobs.goto();
  await expect(page.getByText('Updated just now')).toBeVisible();
  const newest = jobs.rows.first();
  await expect(newest).toContainText('1 minute ago');

  await page.clock.fastForward('05:30');
  await expect(page.getByText('Updated 5 minutes ago')).toBeVisible();
  await expect(newest).toContainText('6 minutes ago');
  await page.clock.fastForward('03:00:00');
  await expect(page.getByText('Updated 3 hours ago')).toBeVisible();
  await expect(newest).toContainText('3 hours ago');
  expect(calls, 'and nobody is asked').toHaveLength(1);

  await jobs.refresh.click();
  await expect(page.getByText('Updated just now')).toBeVisible();
});

test('light and dark follow the system, and the settings go before it', async ({ page, jobs }) => {
  const colours = () =>
    jobs.table.evaluate((table) => {
      // The wrapper has the page's own background.
      const { backgroundColor } = getComputedStyle(table.querySelector('th') as Element);
      return [backgroundColor, getComputedStyle(table).color];
    });
  await page.emulateMedia({ colorScheme: 'light' });
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  const light = await colours();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await colours();
  expect(dark[0]).not.toBe(light[0]);
  expect(dark[1]).not.toBe(light[1]);

  for (const [theme, other, expected] of [
    ['light', 'dark', light],
    ['dark', 'light', dark],
  ] as const) {
    await page.unrouteAll();
    await page.emulateMedia({ colorScheme: other });
    await jobs.settings({ theme });
    await jobs.goto();
    await expect(jobs.rows).toHaveCount(20);
    expect(await colours(), theme).toEqual(expected);
  }
});

test('a narrow window sorts by a list of orders', async ({ page, jobs, calls }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await jobs.goto();
  await expect(jobs.sortBy).toHaveValue('-created');
  await jobs.sortBy.selectOption('Name, ascending');
  await expect(page).toHaveURL('/?sort=name');
  await expect(jobs.rows.first()).toContainText('command-');
  await page.goBack();
  await expect(jobs.sortBy).toHaveValue('-created');
  expect(calls).toHaveLength(1);
});

// Beside a detail the menu of tools was alone in a line of the header, and the field for a page in one of the footer.
for (const [locale, language] of [
  ['en-US', 'en'],
  ['zh-CN', 'zh'],
] as const) {
  test.describe(`beside a detail, in ${locale}`, () => {
    test.use({ locale, timezoneId: 'Asia/Shanghai', refreshes: true });

    test('nothing is alone in a line', async ({ page }) => {
      const jobs = new JobsPage(page, language);
      await jobs.goto();
      await expect(jobs.element.locator('.live select')).toBeVisible();
      await jobs.rows.first().getByRole('link').click();
      await expect(jobs.element.locator('.drawer')).toBeVisible();
      // So many lines of the header, and how many of the parts are in each line of a bar.
      for (const [width, lines] of [
        [1024, 3],
        [1280, 2],
        [1440, 2],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        const parts = (selector: string) =>
          jobs.element.locator(selector).evaluateAll((parts) => {
            const boxes = parts.map((part) => part.getBoundingClientRect()).filter((box) => box.width > 0);
            const middles = boxes.map((box) => box.top + box.height / 2).sort((one, other) => one - other);
            // What is in one line has its middle at about the same height.
            const begins = middles.filter((middle, at) => at === 0 || middle - (middles[at - 1] ?? 0) > 12);
            return begins.map((begin) => middles.filter((middle) => Math.abs(middle - begin) <= 24).length);
          });
        const header = await parts('.header :is(h2, .project, .age, .zone, .live, .refresh, .more)');
        expect(header, `header at ${width}`).toHaveLength(lines);
        const footer = await parts('.footer > *');
        for (const own of [...header, ...footer]) expect(own, `${width}: ${header} ${footer}`).toBeGreaterThan(1);
      }
    });
  });
}
