// The export of a long list, as the browser feels it.
import { expect, test } from './fixtures';

test.use({ gatewayFlags: ['--jobs', '100000'] });

test('a hundred thousand jobs are written without a task of 50 ms', async ({ page, jobs }) => {
  test.slow();
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (100,000)');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog).toBeVisible();
  const tasks = await page.evaluateHandle(() => {
    const tasks: number[] = [];
    const seen = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
    seen.observe({ type: 'longtask' });
    return tasks;
  });
  for (const format of [/^CSV/, 'JSON', /^NDJSON/]) {
    await dialog.getByRole('radio', { name: format, exact: true }).check();
    const saved = page.waitForEvent('download', { timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Save file' }).click();
    await saved;
    await expect(dialog.getByRole('status')).toHaveText('Jobs exported: 100,000.');
  }
  expect(await tasks.jsonValue()).toEqual([]);
});
