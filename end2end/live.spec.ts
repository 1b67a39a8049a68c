// Automatic refresh: the list stays current, and nothing that the user is reading moves.
import { expect, test } from './fixtures';

test.use({ refreshes: true });

const NOW = Date.UTC(2025, 5, 10, 7, 0, 0);

/** Jobs by id, the first the newest; all of them are being processed. */
const list = (ids: string[]): { data: object[] } => ({
  data: ids.map((id, at) => ({ id, name: `job ${id}`, status: 'PROCESSING', create_at: NOW - at * 60_000 })),
});

test.beforeEach(async ({ page, jobs }) => {
  await page.clock.install();
  // Far longer than a busy machine needs for the steps of a test, because that time passes as well.
  await jobs.settings({ 'refresh-interval': '60' });
});

test('a list that is left open asks by itself, until the reader pauses that', async ({ page, jobs, calls }) => {
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(page.getByText(/^Next in /)).toBeVisible();
  calls.length = 0;
  await page.clock.runFor(67_000);
  await expect.poll(() => calls.length).toBe(1);
  await page.getByRole('button', { name: 'Pause updates' }).click();
  await expect(page.getByText('Paused')).toBeVisible();
  await page.clock.runFor(600_000);
  expect(calls).toHaveLength(1);
});

test('the row under the pointer stays where it is', async ({ page, jobs }) => {
  const before = Array.from({ length: 30 }, (_, at) => `old-${at}`);
  await jobs.answer(list(before));
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (30)');
  await expect(page.getByText(/^Next in /)).toBeVisible();
  const row = jobs.row('old-5');
  await row.hover();
  const place = await row.boundingBox();
  await jobs.answer(list(['new-1', 'new-2', ...before.slice(1)]));
  await page.clock.runFor(67_000);
  await expect(jobs.heading).toHaveText('Jobs (31)');
  expect(await row.boundingBox()).toEqual(place);
  await page.getByRole('button', { name: '2 new · 1 gone' }).click();
  await expect(jobs.row('new-1')).toBeVisible();
  await expect(page.getByText(/^Since .*: 2 new/)).toBeVisible();
});
