// A job is watched from processing to its end, in a simulated cloud whose time passes faster.
import type { Page } from '@playwright/test';

import { axe, expect, test } from './fixtures';

// Four minutes in a second. Of the jobs that are processed at the frozen instant, the oldest goes on for three hours.
test.use({ refreshes: true, gatewayFlags: ['--speed', '240'] });

type Told = { permissions: number; notifications: string[] };

/** Notes what the page does with the notifications of the system. */
async function watchNotifications(page: Page): Promise<() => Promise<Told>> {
  await page.addInitScript(() => {
    const told: Told = { permissions: 0, notifications: [] };
    class Notification {
      constructor(title: string, { body }: { body: string }) {
        told.notifications.push(`${title}: ${body}`);
      }
      static async requestPermission() {
        told.permissions += 1;
        return 'granted';
      }
    }
    Object.assign(window, { Notification, told });
  });
  return () => page.evaluate(() => (window as unknown as { told: Told }).told);
}

/** Puts the page behind another, or in front again. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, hidden);

test('a job is watched until it ends, also while the page is hidden', async ({ page, jobs, listed, calls }) => {
  test.setTimeout(120_000);
  const told = await watchNotifications(page);
  const [job] = (await listed())
    .filter(({ status }) => status === 'PROCESSING')
    .sort((one, other) => Number(one.create_at) - Number(other.create_at));
  await page.clock.install();
  await jobs.goto(`find=${job?.id}`);
  const title = await page.title();
  const row = jobs.row(job?.id ?? '');
  expect((await told()).permissions, 'before the reader wants it').toBe(0);
  await row.getByRole('button', { name: `Watch ${job?.name}` }).click();
  await expect(row.getByRole('button', { name: /^Watch / })).toHaveAttribute('aria-pressed', 'true');
  expect((await told()).permissions).toBe(1);

  // It is in the menu, also after the page was loaded again.
  await page.reload();
  const menu = page.getByRole('button', { name: 'Watched jobs: 1' });
  await menu.click();
  const line = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: job?.name }) });
  await expect(line.getByText('Processing')).toBeVisible();
  await axe(page);
  await page.keyboard.press('Escape');
  await expect(line).toBeHidden();
  await expect(menu).toBeFocused();

  await hide(page, true);
  const hasEnded = async () => (await listed()).find(({ id }) => id === job?.id)?.status !== 'PROCESSING';
  await expect.poll(hasEnded, { timeout: 60_000 }).toBe(true);
  await page.clock.runFor(67_000);
  await expect.poll(async () => (await told()).notifications).toHaveLength(1);
  expect((await told()).notifications[0]).toMatch(new RegExp(`^${job?.name}: Finished`));
  await expect(page).toHaveTitle(`(1) ${title}`);
  calls.length = 0;
  await page.clock.runFor(600_000);
  expect(calls, 'nothing is watched any more').toEqual([]);

  await hide(page, false);
  await expect(page).toHaveTitle(title);
  await menu.click();
  await expect(line.getByText('Finished')).toBeVisible();
  await line.getByRole('button', { name: job?.name }).click();
  await expect(page.getByRole('heading', { level: 2, name: job?.name })).toBeVisible();
  await expect(menu).toHaveCount(0);
});
