// The element in a page that a micro-frontend takes into its own: it is defined, lists jobs, goes, and comes back.
import type { FrameLocator, Page } from '@playwright/test';

import { expect, test } from '../portals';
import { MICRO_FRONTENDS } from './tried';

for (const { name, ways } of MICRO_FRONTENDS) {
  test.describe(name, () => {
    for (const way of ways) {
      test(way.name, async ({ page }) => {
        await page.goto(way.path);
        // The element has buttons of these names, too.
        const [open, close] = [page.locator('#open'), page.locator('#close')];
        const place: Page | FrameLocator = way.path.includes('degrade') ? page.frameLocator('#place iframe') : page;
        const rows = place.locator('tr[data-job-id]');
        const element = place.locator('devserver-jobs');

        await open.click();
        await expect(rows).toHaveCount(20);
        // It is alive, and so is its second module.
        await place.getByRole('button', { name: 'Next page' }).click();
        await expect(element.locator('.range')).toHaveText('21–40 of 320');
        await rows.first().getByRole('link').click();
        await expect(element.locator('.tasks li').first()).toBeVisible();

        await close.click();
        await expect(page.locator('#place iframe, #place devserver-jobs')).toHaveCount(0);
        await open.click();
        await expect(rows).toHaveCount(20);
        await expect(element).toHaveCount(1);
      });
    }
  });
}
