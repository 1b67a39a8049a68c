// The detail of a job: from the list to the names of the servers that failed, by mouse, by keyboard and by a link.
import type { Page } from '@playwright/test';

import { axe, expect, test } from './fixtures';

type Task = { server_name: string; status: string };

/** The first job of the list by outcome, its detail as the gateway gives it, and the servers that failed. */
async function failedJob(page: Page): Promise<{ id: string; name: string; servers: string[] }> {
  const row = page.locator('tr[data-job-id]').first();
  const id = (await row.getAttribute('data-job-id')) ?? '';
  const name = await row.getByRole('rowheader').getByRole('link').innerText();
  const answer = await page.request.get(`/v1/demo/dev-servers/jobs/${id}`);
  const tasks: Task[] = (await answer.json()).tasks;
  const servers = tasks.filter((task) => task.status === 'FAILED').map((task) => task.server_name);
  expect(servers.length).toBeGreaterThan(0);
  return { id, name, servers: servers.sort() };
}

async function clipboard(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => navigator.clipboard.readText());
  return text.split('\n').sort();
}

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('two clicks from the list to the names of the failed servers', async ({ page, jobs, calls }) => {
  await jobs.goto('sort=outcome');
  await expect(jobs.rows).toHaveCount(20);
  const job = await failedJob(page);

  await jobs.row(job.id).getByRole('link', { name: job.name }).click();
  const drawer = page.getByRole('region', { name: job.name });
  const copy = drawer.getByRole('button', { name: /^Copy \d+ failed node names?$/ });
  await expect(copy).toBeInViewport();
  await copy.click();
  expect(await clipboard(page)).toEqual(job.servers);
  await expect(jobs.rows, 'the list stays').toHaveCount(20);
  expect(calls.filter((call) => call.endsWith(job.id))).toHaveLength(1);

  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(jobs.row(job.id).getByRole('link', { name: job.name })).toBeFocused();
});

test('the same by keyboard alone', async ({ page, jobs }) => {
  await jobs.goto('sort=outcome');
  await expect(jobs.rows).toHaveCount(20);
  const job = await failedJob(page);

  await jobs.row(job.id).getByRole('link', { name: job.name }).focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('region', { name: job.name });
  await expect(drawer.getByRole('heading', { name: job.name })).toBeFocused();
  const copy = drawer.getByRole('button', { name: /^Copy \d+ failed node names?$/ });
  await expect(copy).toBeVisible();
  for (let stops = 0; stops < 12 && !(await copy.evaluate((button) => button.matches(':focus'))); stops += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(copy).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await clipboard(page)).toEqual(job.servers);

  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('region', { name: job.name })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.locator('.drawer')).toHaveCount(0);
});

test('a link to a job opens it, and the history closes and opens it', async ({ page, jobs }) => {
  await jobs.goto('sort=outcome');
  await expect(jobs.rows).toHaveCount(20);
  const job = await failedJob(page);
  const link = jobs.row(job.id).getByRole('link', { name: job.name });
  const href = (await link.getAttribute('href')) ?? '';
  expect(href).toContain(job.id);

  await link.click();
  const drawer = page.getByRole('region', { name: job.name });
  await expect(drawer).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`job=${job.id}`));
  await page.goBack();
  await expect(drawer).toHaveCount(0);
  await page.goForward();
  await expect(drawer).toBeVisible();
  await page.reload();
  await expect(drawer).toBeVisible();

  const shared = await page.context().newPage();
  await shared.goto(href);
  await expect(shared.getByRole('region', { name: job.name })).toBeVisible();
});

test('on a phone the detail takes the whole element', async ({ page, jobs }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await jobs.goto('sort=outcome');
  await expect(jobs.rows).toHaveCount(20);
  const job = await failedJob(page);
  await jobs.row(job.id).getByRole('link', { name: job.name }).click();
  const dialog = page.getByRole('dialog', { name: job.name });
  await expect(dialog).toBeVisible();
  await expect(jobs.rows.first()).not.toBeVisible();
  await expect(dialog).toHaveAttribute('aria-busy', 'false');
  await axe(page);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(jobs.row(job.id).getByRole('link', { name: job.name })).toBeFocused();
});

test('a gateway that stops is said in the detail, and the list stays', async ({ page, jobs, gateway, browserConsole }) => {
  browserConsole.allow(/ERR_CONNECTION_REFUSED/);
  await jobs.goto('sort=outcome');
  await expect(jobs.rows).toHaveCount(20);
  const ids = await jobs.ids();
  await gateway.stop();
  await jobs.row(ids[1] ?? '').getByRole('rowheader').getByRole('link').click();
  const drawer = page.locator('.drawer');
  await expect(drawer.getByText('Failed to connect to the proxy')).toBeVisible();
  expect(await jobs.ids()).toEqual(ids);
  await gateway.start();
  await drawer.getByRole('button', { name: 'Retry' }).click();
  await expect(drawer.locator('.tasks li').first()).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('axe finds nothing in the detail', async ({ page, jobs }) => {
      await jobs.goto('sort=outcome');
      await expect(jobs.rows).toHaveCount(20);
      const job = await failedJob(page);
      await jobs.row(job.id).getByRole('link', { name: job.name }).click();
      await expect(page.getByRole('region', { name: job.name })).toHaveAttribute('aria-busy', 'false');
      await axe(page);
    });
  });
}
