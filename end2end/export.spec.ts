// The export: what a user gets as a file and on the clipboard, read by other programs.
import { execFileSync } from 'node:child_process';

import { axe, expect, test } from './fixtures';
import { JobsPage } from './jobs-page';
import { openByKeyboard, tabTo } from './more';

/** The ids in a CSV file as Python's own parser reads them. */
function idsOf(csv: string): string[] {
  const program = `
import csv, json, sys
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    print(json.dumps([row["id"] for row in csv.DictReader(file)]))`;
  return JSON.parse(execFileSync('python3', ['-c', program, csv], { encoding: 'utf8' }));
}

test('a CSV file has the ids on screen, in their order, of all pages', async ({ page, jobs, calls }) => {
  await jobs.goto('sort=outcome&page-size=50&outcome=finished-with-failures,processing');
  await expect(jobs.rows.first()).toBeVisible();
  const before = calls.length;
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save file' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toMatch(/^devserver-jobs_demo_\d{8}-\d{6}\.csv$/);
  const ids = idsOf(await download.path());
  await expect(dialog.getByRole('status')).toHaveText(`Jobs exported: ${ids.length}.`);
  await axe(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'More' })).toBeFocused();

  expect(ids).toEqual(await jobs.allIds());
  expect(calls.length, 'nothing is requested').toBe(before);
});

test.describe('in Chinese, dark, by keyboard alone', () => {
  test.use({ locale: 'zh-CN', colorScheme: 'dark', permissions: ['clipboard-read', 'clipboard-write'] });

  test('a Markdown table goes to the clipboard', async ({ page }) => {
    const jobs = new JobsPage(page, 'zh');
    await jobs.goto();
    await expect(jobs.rows).toHaveCount(20);
    await openByKeyboard(page, 'zh');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '导出' });
    await expect(dialog.getByRole('heading')).toBeFocused();
    await tabTo(page, dialog.getByRole('radio', { name: 'CSV' }));
    for (let steps = 0; steps < 4; steps += 1) await page.keyboard.press('ArrowDown');
    await expect(dialog.getByRole('radio', { name: 'Markdown' })).toBeChecked();
    await tabTo(page, dialog.getByRole('button', { name: '复制' }));
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('status')).toHaveText('已导出320个任务。');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.split('\n')[0]).toBe('| 名称 | 状态 | 结果 | 失败节点 | 类型 | 用户 | 创建时间 | 更新时间 | 任务ID |');
    expect(text.trimEnd().split('\n')).toHaveLength(322);
  });
});
