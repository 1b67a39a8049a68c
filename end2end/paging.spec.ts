// Paging and sorting a hundred thousand jobs in the browser, without requests. The expected order is computed from the
// same JSON in the test.
import { expect, test } from './fixtures';
import { COLUMNS, sorted, type Column } from './oracle';

test.use({ gatewayFlags: ['--jobs', '100000'] });

const ALL = '100,000';

test('a page turn, an order and a page size are never a call', async ({ page, jobs, calls, listed }) => {
  const ids = sorted(await listed());
  const onScreen = (from: number, to: number) => expect.poll(() => jobs.ids()).toEqual(ids.slice(from - 1, to));

  await jobs.goto();
  await expect(jobs.heading).toHaveText(`Jobs (${ALL})`);
  await expect(jobs.range(`1–20 of ${ALL}`)).toBeVisible();
  await expect(jobs.previousPage).toBeDisabled();
  await onScreen(1, 20);

  await jobs.nextPage.click();
  await expect(jobs.range(`21–40 of ${ALL}`)).toBeVisible();
  await onScreen(21, 40);
  await jobs.pageButton('3').click();
  await expect(jobs.range(`41–60 of ${ALL}`)).toBeVisible();
  await onScreen(41, 60);
  await jobs.previousPage.click();
  await expect(jobs.currentPage).toHaveAccessibleName('Page 2');
  await expect(page).toHaveURL('/?page=2');

  await jobs.pageButton('5,000').click();
  await expect(jobs.range(`99,981–${ALL} of ${ALL}`)).toBeVisible();
  await expect(jobs.nextPage).toBeDisabled();
  await onScreen(99_981, 100_000);

  await jobs.goToPage.fill('1234');
  await jobs.goToPage.press('Enter');
  await expect(jobs.range(`24,661–24,680 of ${ALL}`)).toBeVisible();
  await expect(jobs.currentPage).toHaveAccessibleName('Page 1,234');
  await onScreen(24_661, 24_680);
  await jobs.goToPage.fill('999999');
  await jobs.goToPage.press('Enter');
  await expect(jobs.currentPage).toHaveAccessibleName('Page 5,000');
  await jobs.goToPage.fill('many');
  await jobs.goToPage.press('Enter');
  await expect(jobs.goToPage).toHaveValue('');
  await expect(jobs.currentPage).toHaveAccessibleName('Page 5,000');

  await jobs.goToPage.fill('3');
  await jobs.goToPage.press('Enter');
  for (const [size, from, to] of [
    // The first row on screen stays in sight.
    ['100', 1, 100],
    ['50', 1, 50],
    ['30', 1, 30],
    ['10', 1, 10],
  ] as const) {
    await jobs.rowsPerPage.selectOption(size);
    await expect(jobs.rows).toHaveCount(to - from + 1);
    await onScreen(from, to);
  }
  await jobs.goToPage.fill('6');
  await jobs.goToPage.press('Enter');
  await jobs.rowsPerPage.selectOption('20');
  await expect(jobs.range(`41–60 of ${ALL}`)).toBeVisible();

  await jobs.sort('Name');
  await expect(jobs.range(`1–20 of ${ALL}`)).toBeVisible();
  expect(calls).toEqual(['/v1/demo/dev-servers/jobs']);
});

// Two tests, so that two workers share the slowest part, computing the expected order.
for (const columns of [
  ['Name', 'Type', 'User', 'Job ID'],
  ['Outcome', 'Failed nodes', 'Updated', 'Created'],
] satisfies Column[][]) {
  test(`the whole result is sorted by ${columns.join(', ')}, both ways`, async ({ page, jobs, calls, listed }) => {
    const all = await listed();
    await jobs.goto();
    await expect(jobs.heading).toHaveText(`Jobs (${ALL})`);
    await expect(jobs.header('Created')).toHaveAttribute('aria-sort', 'descending');

    for (const column of columns) {
      const { first } = COLUMNS[column];
      for (const direction of [first, first === 'ascending' ? 'descending' : 'ascending'] as const) {
        const ids = sorted(all, column, direction);
        await jobs.sort(column);
        await expect(jobs.header(column)).toHaveAttribute('aria-sort', direction);
        await expect(page.locator('[aria-sort]'), 'one column at a time').toHaveCount(1);
        await expect.poll(() => jobs.ids(), `${column}, ${direction}`).toEqual(ids.slice(0, 20));
        await jobs.pageButton('5,000').click();
        await expect.poll(() => jobs.ids(), `${column}, ${direction}, at the end`).toEqual(ids.slice(-20));
      }
    }
    expect(calls).toHaveLength(1);
  });
}

test('the address keeps page, page size and order', async ({ page, jobs, listed }) => {
  const ids = sorted(await listed(), 'Updated', 'ascending');
  await jobs.goto('sort=updated&page-size=50&page=2000');
  await expect(jobs.range(`99,951–${ALL} of ${ALL}`)).toBeVisible();
  expect(await jobs.ids()).toEqual(ids.slice(-50));

  await jobs.pageButton('1').click();
  await expect(page).toHaveURL('/?sort=updated&page-size=50');
  await page.goBack();
  await expect(jobs.range(`99,951–${ALL} of ${ALL}`)).toBeVisible();
  await page.goForward();
  await expect(jobs.range(`1–50 of ${ALL}`)).toBeVisible();
});

test('a page beyond the end is the last one', async ({ jobs }) => {
  await jobs.goto('page=5001');
  await expect(jobs.range(`99,981–${ALL} of ${ALL}`)).toBeVisible();
  await expect(jobs.currentPage).toHaveAccessibleName('Page 5,000');
});

test('the keyboard stays on the page that was reached', async ({ jobs }) => {
  await jobs.goto();
  for (const [pressed, reached] of [
    ['2', '2'],
    ['4', '4'],
    // The button of this page moves, because the pages around it are shown anew.
    ['5', '5'],
    ['5,000', '5,000'],
    ['1', '1'],
  ] as const) {
    await jobs.pageButton(pressed).press('Enter');
    await expect(jobs.currentPage).toHaveAccessibleName(`Page ${reached}`);
    await expect(jobs.pageButton(reached)).toBeFocused();
  }
});

test('the keyboard is not lost at either end', async ({ page, jobs }) => {
  await jobs.goto('page=4999');
  await jobs.nextPage.press('Enter');
  await expect(jobs.currentPage).toHaveAccessibleName('Page 5,000');
  await expect(jobs.nextPage).toBeDisabled();
  await expect(jobs.pages.locator(':focus'), 'the focus is still in the pager').toHaveCount(1);

  await jobs.goto('page=2');
  await jobs.previousPage.press('Enter');
  await expect(jobs.currentPage).toHaveAccessibleName('Page 1');
  await expect(jobs.pages.locator(':focus'), 'the focus is still in the pager').toHaveCount(1);
  await page.keyboard.press('Shift+Tab');
  await expect(jobs.rowsPerPage, 'and the way goes on from there').toBeFocused();
});

test('unreadable times come last, whichever way', async ({ jobs }) => {
  const job = (id: string, create_at: unknown) => ({ id, name: id, status: 'FINISHED', create_at });
  await jobs.answer({
    data: [
      job('none', null),
      job('old', 1_000_000_000_000),
      job('words', 'yesterday'),
      job('new', '2026-01-15T08:00:00+08:00'),
      job('text', '1500000000000'),
    ],
  });
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(5);
  expect(await jobs.ids()).toEqual(['new', 'text', 'old', 'none', 'words']);
  await jobs.sort('Created');
  await expect(jobs.header('Created')).toHaveAttribute('aria-sort', 'ascending');
  expect(await jobs.ids()).toEqual(['old', 'text', 'new', 'none', 'words']);
});
