// The table as a grid: from the list to marked rows in a spreadsheet and back, by keyboard alone, in both languages.
import { axe, expect, test } from './fixtures';
import { JobsPage } from './jobs-page';

const WORDS = {
  en: { marked: 'Marked: 3', copied: 'Copied', keys: 'Keyboard shortcuts', job: 'Job ID', refresh: 'Refresh' },
  zh: { marked: '已标记：3', copied: '已复制', keys: '键盘快捷键', job: '任务ID', refresh: '刷新' },
} as const;

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

for (const [locale, language] of [
  ['en-US', 'en'],
  ['zh-CN', 'zh'],
] as const) {
  test.describe(`in ${locale}`, () => {
    test.use({ locale });
    const words = WORDS[language];

    test('rows are marked and copied, and a job is opened', async ({ page, calls }) => {
      const jobs = new JobsPage(page, language);
      const { keyboard } = page;
      await jobs.goto();
      await expect(jobs.rows).toHaveCount(20);
      await expect(page.getByRole('grid')).toBeVisible();
      const [first, second] = await jobs.ids();
      // From the find box to the table, which is one stop.
      await page.getByRole('button', { name: words.refresh }).focus();
      await keyboard.press('/');
      await expect(jobs.find).toBeFocused();
      const link = jobs.rows.first().getByRole('link');
      for (let stops = 0; stops < 20 && !(await link.evaluate((link) => link.matches(':focus'))); stops += 1) {
        await keyboard.press('Tab');
      }
      await keyboard.press('Space');
      await keyboard.press('ArrowDown');
      await keyboard.press('Space');
      await keyboard.press('PageDown');
      await expect(page.locator('footer [aria-current="page"]')).toHaveText('2');
      const third = (await jobs.ids())[1] ?? '';
      await keyboard.press('Space');
      await expect(jobs.announced(words.marked)).toBeAttached();
      await keyboard.press('Control+c');
      await expect(jobs.announced(words.copied)).toBeAttached();
      const copied = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split('\n');
      const at = copied[0]?.split('\t').indexOf(words.job) ?? -1;
      expect(copied.slice(1).map((line) => line.split('\t')[at])).toEqual([first, second, third]);

      await keyboard.press('?');
      await expect(page.getByRole('dialog', { name: words.keys })).toBeVisible();
      await axe(page);
      await keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(jobs.row(third).getByRole('link'), 'where it was').toBeFocused();
      await keyboard.press('Escape');
      await expect(page.locator('tr[aria-selected="true"]')).toHaveCount(0);

      const before = calls.length;
      await keyboard.press('ArrowRight');
      await keyboard.press('r');
      await expect.poll(() => calls.length).toBe(before + 1);
      await expect(jobs.row(third).locator(':focus'), 'a refresh leaves the focus').toHaveCount(1);
      await keyboard.press('ArrowRight');
      await keyboard.press('Enter');
      await expect(page.locator('#job')).toBeFocused();
      await keyboard.press('Escape');
      await expect(jobs.row(third).getByRole('link'), 'back in the row').toBeFocused();
    });
  });
}

test('a click moves the focus to the cell, and text can be selected', async ({ page, jobs }) => {
  await jobs.goto();
  await expect(page.getByRole('grid')).toBeVisible();
  const cell = (row: number) => jobs.rows.nth(row).locator('.user');
  const scrolled = () => page.evaluate(() => scrollY);
  const before = await scrolled();
  await cell(1).click();
  await expect(cell(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(cell(2)).toBeFocused();
  expect(await scrolled()).toBe(before);
  // A drag over the text of a cell selects it, and leaves the focus where the browser puts it.
  const box = (await cell(0).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 4, y, { steps: 5 });
  await page.mouse.up();
  const selected = () =>
    page.locator('devserver-jobs').evaluate(({ shadowRoot }) => {
      const root = shadowRoot as unknown as { getSelection?: () => Selection | null };
      return String((root.getSelection ? root.getSelection() : getSelection()) ?? '').trim();
    });
  expect(await selected()).toBe((await cell(0).textContent())?.trim());
  await expect(page.locator('td:focus')).toHaveCount(0);
});
