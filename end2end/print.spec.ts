// The printed page: dark on white in every theme, all rows, and no controls.
import { inflateSync } from 'node:zlib';

import { axe, expect, test } from './fixtures';

/** Relative luminance, as in WCAG. */
function luminance(channels: number[]): number {
  const linear = channels.map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

/** The luminances in which a PDF of Chromium writes texts and fills areas that are larger than a button. */
function printed(pdf: Buffer): { pages: number; texts: number[]; areas: number[] } {
  const raw = pdf.toString('latin1');
  const [texts, areas]: [number[], number[]] = [[], []];
  for (const found of raw.matchAll(/\/FlateDecode[^]*?stream\r?\n/g)) {
    const start = found.index + found[0].length;
    const content = inflateSync(pdf.subarray(start, raw.indexOf('endstream', start))).toString('latin1');
    let [fill, size, kept]: [number, number, number[]] = [0, 0, []];
    for (const line of content.split('\n')) {
      const color = /([\d.]+) ([\d.]+) ([\d.]+) rg$/.exec(line);
      const area = /^\S+ \S+ (\S+) (\S+) re$/.exec(line);
      if (color) fill = luminance(color.slice(1).map(Number));
      else if (area) size = Math.abs(Number(area[1]) * Number(area[2]));
      else if (line === 'q') kept.push(fill);
      else if (line === 'Q') fill = kept.pop() ?? 0;
      else if (line === 'BT') texts.push(fill);
      else if (line === 'f' && size > 150 * 30) areas.push(fill);
      if (!area) size = 0;
    }
  }
  return { pages: raw.match(/\/Type \/Page\b/g)?.length ?? 0, texts, areas };
}

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

test('a PDF of a dark page is dark on white', async ({ page, jobs }) => {
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  await expect(page.getByRole('grid')).toBeVisible();
  const { pages, texts, areas } = printed(await page.pdf({ printBackground: true }));
  expect(pages, 'all rows are printed').toBeGreaterThan(5);
  expect(texts.length).toBeGreaterThan(320 * 8);
  expect(Math.max(...texts), 'every text is dark').toBeLessThan(0.2);
  expect(areas.length).toBeGreaterThan(0);
  expect(Math.min(...areas), 'every background is light').toBeGreaterThan(0.7);
});
