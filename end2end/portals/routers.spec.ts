// The address bar and the history, where both are a router's: Back and forward go through the element's own pages and
// the portal's, and bring back what was seen.
import { expect, test } from '../portals';
import { ROUTERS } from './tried';

for (const { name, ways } of ROUTERS) {
  test.describe(name, () => {
    for (const way of ways) {
      test(way.name, async ({ page, jobs, calls }) => {
        const link = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true });
        const parameter = (name: string) => new URL(page.url()).searchParams.get(name);
        await page.goto(way.path);
        await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
        await link('Jobs').click();
        await expect(jobs.range('1–5 of 320')).toBeVisible();
        const isHash = page.url().includes('#');
        expect(isHash).toBe(way.path.includes('hash'));

        // Through pages of the list, without a request.
        for (const range of ['6–10', '11–15']) {
          await jobs.nextPage.click();
          await expect(jobs.range(`${range} of 320`)).toBeVisible();
        }
        await expect.poll(() => parameter('page')).toBe('3');
        expect(await page.evaluate(() => history.state), 'the router finds its state').toBeTruthy();
        await page.goBack();
        await expect(jobs.range('6–10 of 320')).toBeVisible();
        await page.goBack();
        await expect(jobs.range('1–5 of 320')).toBeVisible();
        await page.goForward();
        await expect(jobs.range('6–10 of 320')).toBeVisible();
        expect(calls).toHaveLength(1);

        // To a page of the portal, and back to the same page of the list.
        await link('About').click();
        await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
        await expect(jobs.element).toHaveCount(0);
        await page.goBack();
        await expect(jobs.range('6–10 of 320')).toBeVisible();
        expect(parameter('page')).toBe('2');
        await page.goBack();
        await expect(jobs.range('1–5 of 320')).toBeVisible();
        await page.goBack();
        await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible();
        await page.goForward();
        await expect(jobs.range('1–5 of 320')).toBeVisible();
        if (isHash) expect(new URL(page.url()).hash).toBe('#/jobs');
      });
    }
  });
}
