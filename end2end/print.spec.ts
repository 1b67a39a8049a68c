// The printed page: dark on white whatever the theme, all rows, and nothing to press.
import { axe, expect, test } from './fixtures';

test.use({ colorScheme: 'dark' });

test('a dark page is printed dark on white, with all rows', async ({ page, jobs }) => {
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem', { name: 'Print' })).toBeVisible();
  await axe(page);
  await page.keyboard.press('Escape');

  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(jobs.rows).toHaveCount(320);
  const cell = jobs.rows.first().locator('td').last();
  const color = await cell.evaluate((element) => getComputedStyle(element).color);
  expect(color).toBe('rgb(25, 25, 25)');
  await expect(page.getByRole('button', { name: 'Refresh' })).not.toBeVisible();
  await expect(jobs.find).not.toBeVisible();
  const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)']).toContain(background);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(jobs.rows).toHaveCount(20);
});
