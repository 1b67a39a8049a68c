// How large what can be pressed is: in the list, and in whatever opens from it.
import type { Page } from '@playwright/test';

import { expect, test } from './fixtures';

/** What can be pressed. Links in lines of text are exempt. */
const CONTROLS =
  'button, input, select, summary, textarea, .name a[href], [role=slider], [role=option], [role=menuitem], dialog a';

/** The controls in sight that are smaller than so many pixels either way. */
function smaller(page: Page, than: number): Promise<string[]> {
  return page.locator('devserver-jobs').evaluate(
    (element, [controls, than]) => {
      const small = [...(element.shadowRoot?.querySelectorAll(controls) ?? [])].flatMap((control) => {
        // A label around a field is pressed in its place.
        const { width, height } = (control.closest('label.choice') ?? control).getBoundingClientRect();
        const isSeen = width > 0 && height > 0 && control.checkVisibility() && !control.closest('.unseen');
        // A pixel is no number of device pixels.
        if (!isSeen || (width > than - 0.5 && height > than - 0.5)) return [];
        return `${control.getAttribute('aria-label') || control.id || control.textContent} ${width} x ${height}`;
      });
      return [...new Set(small)];
    },
    [CONTROLS, than] as const,
  );
}

const TOOLS = ['Export', 'Copy request', 'Views', 'Preferences', 'Keyboard shortcuts'];

for (const [name, options, than] of [
  ['24 px', {}, 24],
  ['44 px for fingers', { hasTouch: true, isMobile: true }, 44],
] as const) {
  test.describe(`every control has at least ${name}`, () => {
    test.use(options);

    test.beforeEach(async ({ page, jobs }) => {
      await jobs.goto();
      await expect(jobs.rows).toHaveCount(20);
      await expect(page.getByRole('grid')).toBeVisible();
    });

    test('in the list, its menus and the table of the histogram', async ({ page, jobs }) => {
      expect(await smaller(page, than)).toEqual([]);
      await jobs.type.focus();
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('listbox')).toBeVisible();
      expect(await smaller(page, than)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('.facet summary, .facets summary').first().click();
      expect(await smaller(page, than)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('.numbers summary').click();
      expect(await smaller(page, than)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      expect(await smaller(page, than)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Watch / }).first().click();
      await page.getByRole('button', { name: /^Watched jobs/ }).click();
      await expect(page.locator('.watched .menu')).toBeVisible();
      expect(await smaller(page, than)).toEqual([]);
    });

    test('in a detail, in the causes, and in the data issues', async ({ page, jobs }) => {
      await page.getByRole('button', { name: /^Data issues/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await smaller(page, than)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Group failures' }).click();
      await expect(jobs.element.locator('.drawer[aria-busy="false"]')).toBeVisible();
      expect(await smaller(page, than)).toEqual([]);
      await page.keyboard.press('Escape');
      await jobs.rows.first().getByRole('link').click();
      await expect(jobs.element.locator('.drawer[aria-busy="false"]')).toBeVisible();
      expect(await smaller(page, than)).toEqual([]);
    });

    for (const tool of TOOLS) {
      test(`in ${tool}`, async ({ page }) => {
        await page.getByRole('button', { name: 'More', exact: true }).click();
        await page.getByRole('menuitem', { name: tool }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
        expect(await smaller(page, than)).toEqual([]);
      });
    }
  });
}
