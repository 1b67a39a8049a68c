// Find and outcomes over a hundred thousand jobs: exact, immediate, in the address, and without requests. The expected
// result is computed from the same JSON in the test.
import { expect, test } from './fixtures';
import type { JobsPage } from './jobs-page';
import { failed, found, sorted, type Job } from './oracle';

test.use({ gatewayFlags: ['--jobs', '100000'] });

const LIST = '/v1/demo/dev-servers/jobs';
const ALL = '100,000';
const FAILURES = 'Finished with failures';

const written = (count: number) => count.toLocaleString('en');
const first = (list: readonly Job[]) => sorted(list).slice(0, 20);

async function shows(jobs: JobsPage, expected: readonly Job[]): Promise<void> {
  await expect(jobs.matches).toHaveText(`Matches: ${written(expected.length)} of ${ALL}`);
  await expect(jobs.heading, 'how many came is another question').toHaveText(`Jobs (${ALL})`);
  await expect.poll(() => jobs.ids()).toEqual(first(expected));
}

test('what is looked for is found as it is typed, and the failures are one click', async ({ page, jobs, calls, listed }) => {
  const all = await listed();
  await jobs.goto();
  await expect(jobs.heading).toHaveText(`Jobs (${ALL})`);
  expect(await jobs.ids(), 'newest first').toEqual(first(all));
  await expect(jobs.matches).toBeHidden();

  await expect(jobs.outcomes.getByRole('button').first()).toHaveText(`${FAILURES} ${written(failed(all).length)}`);
  await jobs.outcome(FAILURES).click();
  await shows(jobs, failed(all));
  await expect(jobs.outcome(FAILURES)).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL('/?outcome=finished-with-failures');
  await jobs.outcome(FAILURES).click();
  await expect(jobs.matches).toBeHidden();
  expect(await jobs.ids()).toEqual(first(all));

  // A name, an id, a person, a type by either name, Chinese text, and words of several of them in any order.
  for (const text of ['DIAG', all[7]?.id ?? '', 'chen.wei', 'log_collect', 'log collection', '固件', 'kowalska rack 9']) {
    await jobs.find.fill(text);
    const expected = found(all, text);
    expect(expected.length, text).toBeGreaterThan(0);
    await test.step(text, () => shows(jobs, expected));
    await expect(jobs.outcome(FAILURES)).toHaveText(`${FAILURES} ${written(failed(expected).length)}`);
  }

  await jobs.find.fill('diag');
  await jobs.outcome(FAILURES).click();
  const both = failed(found(all, 'diag'));
  await shows(jobs, both);
  await expect(jobs.range(`1–20 of ${written(both.length)}`)).toBeVisible();
  await expect(jobs.rows.first().locator('mark').first()).toHaveText('diag');
  await jobs.nextPage.click();
  await expect.poll(() => jobs.ids()).toEqual(sorted(both).slice(20, 40));
  await jobs.sort('Name');
  await expect.poll(() => jobs.ids()).toEqual(sorted(both, 'Name', 'ascending').slice(0, 20));
  expect(calls).toEqual([LIST]);
});

test('the same by keyboard alone', async ({ page, jobs, listed }) => {
  const expected = failed(found(await listed(), 'upgrade'));
  await jobs.goto();
  await expect(jobs.heading).toHaveText(`Jobs (${ALL})`);
  await jobs.clear.focus();
  // The controls of the histogram are in between.
  for (let stops = 0; stops < 12 && !(await jobs.find.evaluate((find) => find.matches(':focus'))); stops += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(jobs.find).toBeFocused();
  await page.keyboard.type('upgrade');
  await page.keyboard.press('Tab');
  await expect(jobs.outcome(FAILURES)).toBeFocused();
  await page.keyboard.press('Space');
  await shows(jobs, expected);
  await expect(jobs.outcome(FAILURES), 'to take it back').toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(jobs.find).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(jobs.find).toHaveValue('');
});

test('a link opens the same view', async ({ page, jobs, calls, listed }) => {
  const all = await listed();
  const running = all.filter((job) => job.status === 'PROCESSING' && job.abnormal_count === 0);
  const expected = [...failed(all), ...running];
  await jobs.goto();
  await jobs.outcome(FAILURES).click();
  await jobs.outcome('Processing').click();
  await shows(jobs, expected);
  await jobs.find.fill('ops night');
  const fewer = found(expected, 'ops night');
  await shows(jobs, fewer);
  await jobs.sort('Updated');
  await jobs.pageButton('3').click();
  const third = sorted(fewer, 'Updated', 'descending').slice(40, 60);
  await expect.poll(() => jobs.ids()).toEqual(third);
  await expect(page).toHaveURL(/page=3/);
  const link = page.url();
  expect(Object.fromEntries(new URL(link).searchParams)).toEqual({
    find: 'ops night',
    outcome: 'finished-with-failures,processing',
    sort: '-updated',
    page: '3',
  });

  await page.goto('about:blank');
  calls.length = 0;
  await page.goto(link);
  await expect(jobs.find).toHaveValue('ops night');
  await expect(jobs.outcome('Processing')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => jobs.ids()).toEqual(third);
  await expect(page).toHaveURL(link);

  const refreshed = jobs.answered();
  await jobs.refresh.click();
  await refreshed;
  await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
  await expect(jobs.find).toHaveValue('ops night');
  await expect(jobs.outcome(FAILURES)).toHaveAttribute('aria-pressed', 'true');
  await expect(jobs.currentPage).toHaveAccessibleName('Page 3');
  expect(await jobs.ids()).toEqual(third);
  expect(calls, 'nobody is told what is looked for').toEqual([LIST, LIST]);
});

test('back and forward go over what was chosen, and not over every letter', async ({ page, jobs, listed }) => {
  const all = await listed();
  await jobs.goto();
  await expect(jobs.heading).toHaveText(`Jobs (${ALL})`);
  await jobs.outcome(FAILURES).click();
  await jobs.find.pressSequentially('diag');
  await shows(jobs, failed(found(all, 'diag')));
  await jobs.nextPage.click();
  await expect(page).toHaveURL('/?outcome=finished-with-failures&find=diag&page=2');

  await page.goBack();
  await expect(jobs.currentPage).toHaveAccessibleName('Page 1');
  await expect(jobs.find).toHaveValue('diag');
  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect(jobs.find).toHaveValue('');
  await expect(jobs.outcome(FAILURES)).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => jobs.ids()).toEqual(first(all));
  await page.goForward();
  await shows(jobs, failed(found(all, 'diag')));
});

test('where nothing is found, each way back is one button', async ({ page, jobs, listed }) => {
  const finished = await listed('status=FINISHED');
  const count = written(finished.length);
  // Nobody's name is this, and no finished job is under way.
  await jobs.goto('filter-status=FINISHED&find=nobody%20is%20called%20so&outcome=processing');
  await expect(jobs.nothing).toContainText('No matching jobs');
  await expect(jobs.nothing).toContainText(`No match among the loaded jobs (${count}).`);
  await expect(jobs.rows).toHaveCount(0);
  await expect(jobs.matches).toHaveText(`Matches: 0 of ${count}`);
  await expect(jobs.announced('No matching jobs')).toBeAttached();
  await expect(jobs.nothing.getByRole('button')).toHaveText([
    'Clear “nobody is called so” (jobs: 0)',
    'Show all outcomes (jobs: 0)',
    'Clear filters',
  ]);

  await jobs.nothing.getByRole('button', { name: /^Clear “nobody is called so”/ }).click();
  await expect(jobs.find).toHaveValue('');
  await expect(jobs.find).toBeFocused();
  await expect(jobs.nothing.getByRole('button')).toHaveText([`Show all outcomes (jobs: ${count})`, 'Clear filters']);
  await jobs.nothing.getByRole('button', { name: /^Show all outcomes/ }).click();
  await expect(jobs.find).toBeFocused();
  await expect.poll(() => jobs.ids()).toEqual(first(finished));
  await expect(page).toHaveURL('/?filter-status=FINISHED');
});

test('a browser without turns and idle times of its own sorts, finds and lists the same', async ({ page, jobs, listed }) => {
  await page.addInitScript(() => {
    for (const name of ['scheduler', 'requestIdleCallback', 'cancelIdleCallback']) {
      Object.defineProperty(window, name, { value: undefined });
    }
  });
  const all = await listed();
  await jobs.goto();
  await expect(jobs.heading).toHaveText(`Jobs (${ALL})`);
  await jobs.sort('Name');
  await expect.poll(() => jobs.ids()).toEqual(sorted(all, 'Name', 'ascending').slice(0, 20));
  await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
  await jobs.find.fill('diag');
  await expect.poll(() => jobs.ids()).toEqual(sorted(found(all, 'diag'), 'Name', 'ascending').slice(0, 20));
});

test('a slow hundred thousand is shown as it comes', async ({ jobs, slow, listed }) => {
  const all = await listed();
  slow.passes = 4_000_000;
  slow.saysLength = false;
  jobs.base = slow.url;
  await jobs.goto();
  await expect(jobs.heading).toHaveText(/^Jobs \(\d\d,\d{3}\+\)$/);
  expect(await jobs.ids()).toEqual(all.slice(0, 20).map((job) => job.id));
  slow.passAll();
  await expect(jobs.heading).toHaveText(`Jobs (${ALL})`);
  await expect.poll(() => jobs.ids()).toEqual(first(all));
});
