// The menu "More", and exports from it. Contains no journey.
import type { Locator, Page } from '@playwright/test';

import { expect } from './fixtures';

/** The names of the controls. */
export const WORDS = {
  en: { more: 'More', export: 'Export', snapshot: /^Snapshot \(HTML\)/, all: 'All columns', save: 'Save file' },
  zh: { more: '更多', export: '导出', snapshot: /^快照（HTML）/, all: '所有列', save: '保存文件' },
} as const;

type Language = keyof typeof WORDS;

/** Saves the list as a file, through the dialog, which it opens and closes. Returns the suggested file name. */
export async function exported(page: Page, format: 'CSV' | 'snapshot', path: string, language: Language = 'en'): Promise<string> {
  const words = WORDS[language];
  await page.getByRole('button', { name: words.more, exact: true }).click();
  await page.getByRole('menuitem', { name: words.export }).click();
  const dialog = page.getByRole('dialog', { name: words.export });
  await dialog.getByRole('radio', { name: format === 'CSV' ? format : words.snapshot }).check();
  if (format === 'CSV') await dialog.getByRole('radio', { name: words.all }).check();
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: words.save }).click();
  const download = await saved;
  await download.saveAs(path);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  return download.suggestedFilename();
}

/** Opens the menu by keyboard; its first item, the export, has the focus then. */
export async function openByKeyboard(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: WORDS[language].more }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: WORDS[language].export })).toBeFocused();
}

/** Moves to a control with Tab, past a few others. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stops = 0; stops < 6 && !(await wanted.evaluate((one) => one.matches(':focus'))); stops += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(wanted).toBeFocused();
}
