// The component on pages of others: it takes their font, colours and direction, and nothing that their style sheets do
// to everything else. What its own style sheet promises to portals is in docs/theming.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { axe, expect, test } from './fixtures';
import type { JobsPage } from './jobs-page';
import { root } from './process';

/** What both pages agree on. */
const FRIENDLY = `
  :root { color-scheme: light dark; background: Canvas; color: CanvasText; }
  body { margin: 0; }
  devserver-jobs {
    position: absolute !important; inset: 0 auto auto 0 !important; width: 100vw !important; margin: 0 !important;
    padding: 0 !important; border: 0 !important; background: Canvas !important; color: CanvasText !important;
    font-family: sans-serif !important; color-scheme: light dark !important;
  }`;

/** What a page does that was not made for guests. */
const HOSTILE = `
  html { font-size: 62.5%; }
  * {
    letter-spacing: 0.3em !important; word-spacing: 1em !important; line-height: 3 !important; text-indent: 3em !important;
    text-transform: uppercase !important; text-align: center !important; text-decoration: underline wavy !important;
    text-shadow: 2px 2px red !important; white-space: pre !important; word-break: break-all !important;
    font-size: 30px !important; font-style: italic !important; font-weight: 900 !important; font-stretch: condensed !important;
    font-variant: small-caps !important; font-feature-settings: "zero" !important; -webkit-text-stroke: 1px red !important;
    -webkit-text-fill-color: red !important; cursor: crosshair !important; border-collapse: collapse !important;
    border-spacing: 9px !important; list-style: square !important; empty-cells: hide !important; caption-side: bottom !important;
    fill: red !important; stroke: red !important; caret-color: red !important; accent-color: red !important;
    scrollbar-color: red blue !important; box-sizing: content-box !important; vertical-align: super !important;
    --ink: red !important; --accent: red !important; --surface: red !important; --x: 9em !important; --z: -9 !important;
  }
  div, section, table, tr, td, th, button, input, select, label, span, p, ul, li, svg { display: none !important; }
  .root, .list, .table, .badge, .icon, #heading { color: red !important; transform: rotate(9deg) !important; }
  [hidden] { display: block !important; }`;

/** Serves the element on a page with these rules. Of the gateway's own page, policy included, nothing is left. */
async function serve(page: Page, css: string, attributes = '', html = ''): Promise<void> {
  await page.unrouteAll();
  await page.route(
    (url) => url.pathname === '/',
    (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><html lang="en" ${html}><title>Portal</title><style>${css}</style><main><h1>Portal</h1>
          <devserver-jobs project-id="demo" page-size="5" sync-url ${attributes}></devserver-jobs></main>
          <script type="module" src="/element.js"></script></html>`,
      }),
  );
}

/** Opens a page, brings it where it is wanted, and draws the wrapper. */
async function draw(jobs: JobsPage, query: string, act: (jobs: JobsPage) => Promise<void>): Promise<Buffer> {
  await jobs.goto(query);
  await expect(jobs.rows).toHaveCount(5);
  // What comes with the second module is a part of the picture.
  await expect(jobs.element.locator('.facet')).toHaveCount(2);
  await expect(jobs.element.locator('.time-strip')).toBeVisible();
  await act(jobs);
  return jobs.element.locator('.root').screenshot({ animations: 'disabled', caret: 'hide' });
}

const scenes: Record<string, { width: number; query?: string; attributes?: string; act?: (jobs: JobsPage) => Promise<void> }> = {
  'the table': { width: 1280, query: 'find=diag&outcome=finished,finished-with-failures' },
  'cards': { width: 390 },
  'an open popup': {
    width: 1280,
    act: async (jobs) => {
      await jobs.status.click();
      await expect(jobs.options).toHaveCount(5);
    },
  },
  'the detail': {
    width: 1280,
    act: async (jobs) => {
      await jobs.rows.getByRole('link').first().click();
      await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
    },
  },
  'a theme of its own': { width: 1280, attributes: 'theme="dark"' },
};

for (const [name, { width, query = '', attributes = '', act = async () => {} }] of Object.entries(scenes)) {
  test(`a hostile page changes no pixel of ${name}`, async ({ page, jobs }) => {
    await page.clock.setFixedTime('2026-01-15T08:31:00Z');
    await page.setViewportSize({ width, height: 1600 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await serve(page, FRIENDLY, attributes);
      const friendly = await draw(jobs, query, act);
      await serve(page, HOSTILE + FRIENDLY, attributes);
      const hostile = await draw(jobs, query, act);
      await test.info().attach(`${colorScheme}, hostile`, { body: hostile, contentType: 'image/png' });
      // The same pixels are the same file.
      expect(hostile.equals(friendly), colorScheme).toBe(true);
    }
    // That the instrument measures at all.
    await serve(page, `${FRIENDLY} devserver-jobs { --devserver-jobs-radius: 1em; }`, attributes);
    const other = await draw(jobs, query, act);
    await serve(page, FRIENDLY, attributes);
    expect(other.equals(await draw(jobs, query, act)), 'another radius is seen').toBe(false);
  });
}

test('what is hidden stays hidden, and what is made invisible is', async ({ page, jobs }) => {
  await serve(page, '* { display: block !important; }', 'hidden');
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(5);
  await expect(jobs.element).toBeHidden();
  await serve(page, 'main { visibility: hidden; }');
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(5);
  await expect(jobs.heading).toBeHidden();
});

test('what has a background of its own is read whatever colour the page writes in', async ({ page, jobs }) => {
  // A page that is dark without saying so to the browser: everything of its own would be white on white.
  await serve(page, ':root { background: #000; color: #fff; color-scheme: light; }', '');
  await jobs.goto('find=log');
  await expect(jobs.rows).toHaveCount(5);
  const colour = (selector: string) =>
    jobs.element.locator(selector).first().evaluate((element) => getComputedStyle(element).color);
  expect(await colour('.root')).toBe('rgb(255, 255, 255)');
  for (const selector of ['thead button', '.footer .range', '#find', '.refresh', 'mark', '.page']) {
    expect(await colour(selector), selector).not.toBe('rgb(255, 255, 255)');
  }
});

for (const theme of ['huawei', 'cloudscape']) {
  test(`the theme ${theme} can be read by day and by night`, async ({ page, jobs }) => {
    const css = readFileSync(join(root, 'style/themes', `${theme}.css`), 'utf8');
    for (const query of ['find=log&outcome=finished,finished-with-failures', 'filter-id=none']) {
      await serve(page, `:root { color-scheme: light dark; font-family: sans-serif; background: Canvas } ${css}`);
      await jobs.goto(query);
      await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await test.step(colorScheme, () => axe(page));
      }
    }
    await jobs.goto();
    await expect(jobs.rows).toHaveCount(5);
    await jobs.rows.getByRole('link').first().click();
    await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await test.step(`the detail, ${colorScheme}`, () => axe(page));
    }
  });
}

test.describe('from right to left', () => {
  for (const width of [320, 390, 1024, 1280, 1920]) {
    test(`${width} px`, async ({ page, jobs }) => {
      await page.setViewportSize({ width, height: 900 });
      await serve(page, ':root { color-scheme: light dark; font-family: sans-serif; }', '', 'dir="rtl"');
      await jobs.goto('page=8');
      await expect(jobs.rows).toHaveCount(5);
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await overflow()).toBe(0);
      expect(await jobs.outside(), 'controls that cannot be reached').toEqual([]);
      if (width > 1000) {
        const name = await jobs.header('Name').boundingBox();
        const id = await jobs.header('Job ID').boundingBox();
        expect(name?.x, 'the first column is at the right').toBeGreaterThan(id?.x ?? Infinity);
      }
      const [next, previous] = await Promise.all([jobs.nextPage.boundingBox(), jobs.previousPage.boundingBox()]);
      expect(next?.x, 'the next page is at the left').toBeLessThan(previous?.x ?? 0);
      const arrow = jobs.nextPage.locator('svg');
      expect(await arrow.evaluate((icon) => getComputedStyle(icon).scale), 'and points there').toBe('-1 1');
    });
  }
});

test('in forced colours, what is chosen differs by more than its colour', async ({ page, jobs }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await jobs.goto('outcome=finished');
  await expect(jobs.rows.first()).toBeVisible();
  const outline = (selector: string) =>
    jobs.element.locator(selector).first().evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(await outline('.refine [aria-pressed="true"]')).toBe('solid');
  expect(await outline('.refine [aria-pressed="false"]')).toBe('none');
  expect(await outline('.page[aria-current]')).toBe('solid');
});
