// Columns and saved views: what a user arranges, and how it comes back.
import type { Page } from '@playwright/test';

import { axe, expect, test } from './fixtures';
import { JobsPage } from './jobs-page';
import { openByKeyboard } from './more';

async function open(page: Page, tool: string, more = 'More') {
  await page.getByRole('button', { name: more, exact: true }).click();
  await page.getByRole('menuitem', { name: tool }).click();
  const dialog = page.getByRole('dialog', { name: tool });
  await expect(dialog).toBeVisible();
  return dialog;
}

test('columns are chosen, and a reload keeps them', async ({ page, jobs, calls }) => {
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  const dialog = await open(page, 'Preferences');
  await dialog.getByRole('checkbox', { name: 'User' }).uncheck();
  await dialog.getByRole('checkbox', { name: 'Duration (estimated)' }).check();
  await dialog.getByRole('button', { name: 'Move Job ID up' }).click();
  await axe(page);
  await page.keyboard.press('Escape');
  const names = ['Name', 'Outcome', 'Failed nodes', 'Type', 'Created', 'Updated', 'Job ID', 'Duration (estimated)'];
  await expect(page.getByRole('columnheader')).toHaveText(names);
  await expect(page).toHaveURL(/[?&]columns=/);
  await page.reload();
  await expect(page.getByRole('columnheader')).toHaveText(names);
  expect(calls, 'one for each load').toHaveLength(2);
});

test('an edge is dragged, and a double-click fits the column', async ({ page, jobs }) => {
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  const head = jobs.header('User');
  const width = async () => (await head.boundingBox())?.width ?? 0;
  const before = await width();
  const edge = head.locator('.edge');
  const box = (await edge.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 80, box.y + 10, { steps: 4 });
  await page.mouse.up();
  expect(Math.abs((await width()) - before - 80)).toBeLessThan(3);
  await expect(page).toHaveURL(/widths=/);
  await jobs.header('Job ID').locator('.edge').dblclick();
  const cut = () => page.locator('td.id .id-text').evaluateAll((ids) => ids.filter((id) => id.scrollWidth > id.clientWidth + 1).length);
  await expect.poll(cut).toBe(0);
});

// A style for the mark of long jobs was one for descriptions, too, which ran over all columns behind them.
test('descriptions and durations stay in their columns', async ({ page, jobs }) => {
  await jobs.goto('columns=name,description,outcome,failed-nodes,type,user,created,updated,duration,id');
  await expect(jobs.rows).toHaveCount(20);
  await expect(jobs.element.locator('.bars rect[data-tone]').first()).toBeVisible();
  const sticksOut = () =>
    page.locator('td:is(.description, .duration) > span').evaluateAll((texts) =>
      texts
        .filter((text) => {
          const [own, cell] = [text, text.closest('td') as Element].map((it) => it.getBoundingClientRect());
          return !own || !cell || own.right > cell.right || own.left < cell.left;
        })
        .map((text) => text.textContent),
    );
  expect(await sticksOut()).toEqual([]);
  // A name, a description and an outcome need their room: the table scrolls by itself.
  await page.setViewportSize({ width: 1000, height: 800 });
  await expect(jobs.element.locator('.table[data-wide]')).toHaveCount(1);
  expect(await sticksOut()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
});

test('preferences fit a phone with large text', async ({ page, jobs }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await jobs.goto('page-size=3');
  await expect(jobs.rows).toHaveCount(3);
  const dialog = await open(page, 'Preferences');
  const sticksOut = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  const cut = () => dialog.evaluate((element) => element.scrollWidth > element.clientWidth);
  expect([await sticksOut(), await cut()]).toEqual([false, false]);
  const broken = () =>
    dialog.locator('.columns .choice span').evaluateAll((names) =>
      names.map((name) => name.textContent ?? '').filter((text, at) => {
        const range = document.createRange();
        range.selectNodeContents(names[at] as Element);
        return !text.includes(' ') && new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
      }),
    );
  expect(await broken(), 'names of one word').toEqual([]);
  await jobs.element.evaluate((element) => element.style.setProperty('--devserver-jobs-font-size', '32px'));
  expect(await cut()).toBe(false);
  await axe(page);
});

test('a view is saved, comes back after a reload, and opens by its address', async ({ page, jobs, browser, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await jobs.goto();
  await jobs.find.fill('upgrade');
  await expect(page).toHaveURL(/find=upgrade/);
  const dialog = await open(page, 'Views');
  await dialog.getByRole('textbox', { name: 'Name of the view' }).fill('Upgrades');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('View “Upgrades” saved.');
  await axe(page);
  await dialog.getByRole('button', { name: 'Copy the address of Upgrades' }).click();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Escape');
  await jobs.find.fill('');
  await expect(page.getByRole('button', { name: 'Upgrades (changed)' })).toBeVisible();

  await jobs.goto();
  const again = await open(page, 'Views');
  await again.getByRole('button', { name: 'Upgrades', exact: true }).click();
  await expect(jobs.find).toHaveValue('upgrade');
  await expect(page.getByRole('button', { name: 'Upgrades', exact: true })).toBeVisible();

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(address);
  await expect(other.locator('#find')).toHaveValue('upgrade');
  await elsewhere.close();
});

test('where storage throws, views last as long as the page', async ({ page, jobs }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  const dialog = await open(page, 'Views');
  await dialog.getByRole('textbox', { name: 'Name of the view' }).fill('Mine');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('View “Mine” saved.');
  await page.keyboard.press('Escape');
  const again = await open(page, 'Views');
  await expect(again.getByRole('button', { name: 'Mine', exact: true })).toBeVisible();
});

test.describe('in Chinese, dark, by keyboard alone', () => {
  test.use({ locale: 'zh-CN', colorScheme: 'dark' });

  test('a view is saved, renamed and deleted', async ({ page }) => {
    const jobs = new JobsPage(page, 'zh');
    await jobs.goto();
    await expect(jobs.rows).toHaveCount(20);
    await openByKeyboard(page, 'zh');
    for (let at = 0; at < 3; at += 1) await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitem', { name: '视图' })).toBeFocused();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '视图' });
    await expect(dialog.getByRole('heading')).toBeFocused();
    const tabTo = async (name: string, role: 'textbox' | 'button') => {
      const wanted = dialog.getByRole(role, { name, exact: true });
      for (let stops = 0; stops < 12 && !(await wanted.evaluate((one) => one.matches(':focus'))); stops += 1) {
        await page.keyboard.press('Tab');
      }
      await expect(wanted).toBeFocused();
    };
    await tabTo('视图名称', 'textbox');
    await page.keyboard.type('夜班');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('status')).toHaveText('视图“夜班”已保存。');
    await tabTo('重命名夜班', 'button');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: '重命名夜班' })).toBeFocused();
    await page.keyboard.type('白班');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('status')).toHaveText('视图已重命名为“白班”。');
    await tabTo('删除白班', 'button');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('button', { name: '撤销' })).toBeFocused();
    await axe(page);
  });
});
