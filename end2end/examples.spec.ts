// The portals of examples/, as they work after they have been copied.
import { pathToFileURL } from 'node:url';

import type { FrameLocator, Page } from '@playwright/test';

import { exported } from './more';
import { expect, test } from './portals';
import type { Site } from './site';

const PORTALS = ['react', 'vue', 'svelte', 'solid', 'angular', 'html'];

/** From the list through the portal's own filter to the portal's own panel. */
async function journey(page: Page, address: string, element: Page | FrameLocator = page): Promise<void> {
  const asked: { query: string; session: string | undefined }[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (!pathname.startsWith('/v1/')) return;
    expect(pathname, 'no detail is asked for').toBe('/v1/demo/dev-servers/jobs');
    asked.push({ query: search, session: request.headers()['x-portal-session'] });
  });
  await page.goto(address);
  const rows = element.locator('tr[data-job-id]');
  await expect(rows).toHaveCount(20);

  await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption('In progress');
  await expect(element.locator('#heading')).not.toHaveText('Jobs (320)');
  await expect(element.getByRole('combobox', { name: 'Status' })).toHaveValue('Processing');

  const name = await rows.first().getByRole('link').innerText();
  const panel = page.getByRole('complementary', { name: 'Job' });
  await expect(panel).toBeHidden();
  await rows.first().getByRole('link').click();
  await expect(panel.getByRole('heading')).toHaveText(name);
  await expect(panel).toContainText('PROCESSING');
  await expect(element.getByRole('region', { name }), 'and not the element’s').toHaveCount(0);

  expect(new Set(asked.map(({ query }) => query))).toEqual(new Set(['', '?status=PROCESSING']));
  expect(new Set(asked.map(({ session }) => session)), 'through the portal’s fetch').toEqual(new Set(['made-up']));
}

for (const name of PORTALS) {
  test(name, async ({ page }) => {
    await journey(page, `/${name}/`);
  });
}

// Vite minifies style sheets for older browsers than the supported ones; `light-dark()` must be preserved.
test('react, in a theme of the package', async ({ page }) => {
  await page.goto('/react/');
  const link = page.getByRole('row').getByRole('link').first();
  await expect(link, 'by day').toHaveCSS('color', 'rgb(0, 103, 209)');
  await expect(page.getByRole('button', { name: 'Refresh' })).toHaveCSS('border-radius', '2px');
  await page.evaluate(() => {
    document.documentElement.style.colorScheme = 'dark';
  });
  await expect(link, 'by night').toHaveCSS('color', 'rgb(108, 178, 255)');
});

// The output of a bundler must still be usable for a snapshot, whose script must match its hash.
for (const name of ['vue', 'angular']) {
  test(`${name}, a snapshot of it`, async ({ page, jobs }, info) => {
    await page.goto(`/${name}/`);
    await expect(jobs.rows).toHaveCount(20);
    const path = info.outputPath('snapshot.html');
    await exported(page, 'snapshot', path);
    await page.goto(pathToFileURL(path).href);
    await expect(jobs.rows).toHaveCount(20);
    await expect(page.locator('.age')).toHaveText(/^Snapshot of /);
    await expect(page.locator('.time-strip .bars')).toBeVisible();
  });
}

test('html, without the tag', async ({ page, jobs }) => {
  jobs.base = '/html/mount.html';
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(50);
  const answered = jobs.answered();
  await page.getByRole('button', { name: 'Finished jobs' }).click();
  expect(new URL((await answered).url()).search).toBe('?status=FINISHED');
  await expect(jobs.heading).not.toHaveText('Jobs (320)');
  const again = jobs.answered();
  await page.getByRole('button', { name: 'Ask again' }).click();
  expect(new URL((await again).url()).search).toBe('?status=FINISHED');
  await page.getByRole('button', { name: 'Close the list' }).click();
  await expect(jobs.element).toHaveCount(0);
});

test('iframe', async ({ page, site }) => {
  await route(page, site, 'https://portal.example');
  await route(page, site, 'https://jobs.portal.example');
  await journey(page, 'https://portal.example/iframe/', page.frameLocator('iframe'));
  await page.unrouteAll({ behavior: 'wait' });
});

/** The page contains addresses as in a portal; here one server is both. */
async function route(page: Page, site: Site, origin: string): Promise<void> {
  await page.route(`${origin}/**`, async (route) => {
    const url = route.request().url().replace(origin, site.url);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
}
