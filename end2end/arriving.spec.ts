// A list that arrives slowly: its rows are displayed while it arrives, with a note that they are not all, and are sorted
// at the end. Nothing moves meanwhile, and no row that the user is reading disappears.
import type { Page } from '@playwright/test';

import { axe, expect, test } from './fixtures';
import type { SlowFront } from './front';
import { JobsPage } from './jobs-page';
import { failed, found, sorted, type Job } from './oracle';
import { observeShifts, shifts, shiftsOfLines } from './shifts';

/** The offset at which a number of rows ends in the list. The gateway sends the same members in the same order. */
function bytes(all: readonly Job[], rows: number): number {
  const body = JSON.stringify({ current: 1, data: all });
  return Buffer.byteLength(body.slice(0, body.indexOf(`"${all[rows]?.id}"`)));
}

const ids = (list: readonly Job[]) => list.map((job) => job.id);

type Arriving = { jobs: JobsPage; slow: SlowFront; all: readonly Job[]; query?: string };

/** Opens the page with its first hundred jobs, while the others are still arriving. */
async function open({ jobs, slow, all, query }: Arriving): Promise<void> {
  slow.passes = bytes(all, 100);
  jobs.base = slow.url;
  await jobs.goto(query);
  await expect(jobs.heading).toHaveText(/\(100\+\)/);
}

for (const [locale, language, width] of [
  ['en-US', 'en', 1280],
  ['en-US', 'en', 960],
  ['en-US', 'en', 390],
  ['zh-CN', 'zh', 1280],
  ['zh-CN', 'zh', 390],
] as const) {
  test.describe(`in a browser that speaks ${locale}, ${width} px wide`, () => {
    test.use({ locale, viewport: { width, height: 900 } });

    test('rows are there before the list is whole, in order when it is, and nothing moves', async ({
      page,
      slow,
      calls,
      listed,
    }) => {
      const jobs = new JobsPage(page, language);
      await observeShifts(page);
      const all = await listed();
      await open({ jobs, slow, all });
      expect(await jobs.ids(), 'as they come').toEqual(ids(all.slice(0, 20)));
      expect(await shifts(page)).toEqual([]);

      slow.pass(bytes(all, 200) - bytes(all, 100));
      await expect(jobs.heading).toHaveText(/\(200\+\)/);
      await expect(jobs.matches).toContainText('200');
      expect(await shiftsOfLines(page)).toEqual([]);

      slow.passAll();
      await expect(jobs.heading).toHaveText(/\(320\)/);
      await expect.poll(() => jobs.ids()).toEqual(sorted(all).slice(0, 20));
      await expect(jobs.progress).toHaveCount(0);
      expect(await shiftsOfLines(page)).toEqual([]);
      expect(calls).toHaveLength(1);
    });
  });
}

// An outcome button moved 3 px while the list arrived: its count got digits, and italics ended with the loading.
for (const [locale, language] of [
  ['en-US', 'en'],
  ['zh-CN', 'zh'],
] as const) {
  test.describe(`outcomes in a browser that speaks ${locale}`, () => {
    test.use({ locale, viewport: { width: 1920, height: 900 } });

    test('keep their width while their counts grow', async ({ page, slow, listed }) => {
      const jobs = new JobsPage(page, language);
      const all = await listed();
      const widths = async () => {
        const measured = await jobs.outcomes.getByRole('button').evaluateAll((buttons) =>
          buttons.map((button) => {
            const name = `${button.textContent}`.replace(/ [\d,]+$/, '');
            return [name, button.getBoundingClientRect().width] as const;
          }),
        );
        return new Map(measured);
      };
      slow.passes = bytes(all, 20);
      jobs.base = slow.url;
      await jobs.goto();
      await expect(jobs.heading).toHaveText(/\(20\+\)/);
      const early = await widths();
      expect(early.size).toBeGreaterThan(1);

      slow.passAll();
      await expect(jobs.heading).toHaveText(/\(320\)/);
      const final = await widths();
      // Browsers lay out in steps of 1/64 px and round each text by itself.
      for (const [name, width] of early) expect(final.get(name), name).toBeCloseTo(width, 1);
    });
  });
}

test('a list that is not whole says so, to everybody', async ({ page, jobs, slow, listed }) => {
  const all = await listed();
  await open({ jobs, slow, all });
  await expect(jobs.matches).toHaveText('Still loading: 100 so far, not sorted yet');
  await expect(page.locator('[aria-sort]')).toHaveCount(0);
  await expect(jobs.table).toHaveAttribute('aria-busy', 'true');
  await expect(jobs.range('1–20 of 100')).toBeVisible();
  await expect(jobs.announced('Loading jobs…')).toBeAttached();
  await expect(jobs.announced('1–20'), 'nobody is told of every hundred rows').toHaveCount(0);
  await expect(jobs.progress).toHaveAccessibleName('Loading jobs…');
  await expect(jobs.progress).toHaveJSProperty('value', bytes(all, 100));
  const max = await jobs.progress.evaluate((bar: HTMLProgressElement) => bar.max);
  expect(max).toBeGreaterThan(bytes(all, 319));

  slow.passAll();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.header('Created')).toHaveAttribute('aria-sort', 'descending');
  await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
  await expect(jobs.matches).toBeHidden();
  await expect(jobs.announced('1–20 of 320')).toBeAttached();
});

test('where nobody knows how long the list is, the progress does not pretend to', async ({ jobs, slow, listed }) => {
  slow.saysLength = false;
  await open({ jobs, slow, all: await listed() });
  await expect(jobs.progress).toBeVisible();
  await expect(jobs.progress).not.toHaveAttribute('value');
  slow.passAll();
  await expect(jobs.heading).toHaveText('Jobs (320)');
});

test('pages, find and outcomes work on what has come', async ({ jobs, slow, calls, listed }) => {
  const all = await listed();
  const come = all.slice(0, 100);
  await open({ jobs, slow, all });
  await jobs.nextPage.click();
  await expect(jobs.range('21–40 of 100')).toBeVisible();
  expect(await jobs.ids()).toEqual(ids(come.slice(20, 40)));

  await jobs.find.fill('diag');
  const few = found(come, 'diag');
  await expect(jobs.matches).toHaveText(`Matches: ${few.length} of 100 · Still loading: 100 so far, not sorted yet`);
  expect(await jobs.ids()).toEqual(ids(few).slice(0, 20));
  await jobs.find.fill('');
  await jobs.outcome('Finished with failures').click();
  await expect.poll(() => jobs.ids()).toEqual(ids(failed(come)).slice(0, 20));

  slow.passAll();
  await jobs.heading.hover();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect.poll(() => jobs.ids()).toEqual(sorted(failed(all)).slice(0, 20));
  expect(calls).toHaveLength(1);
});

test.describe('whoever is in the table is not disturbed', () => {
  const ways: Record<string, (page: Page, jobs: JobsPage, first: string) => Promise<void>> = {
    'with the pointer': async (_, jobs, first) => jobs.row(first).hover(),
    'with the focus': async (_, jobs, first) => jobs.row(first).getByRole('link').focus(),
    'with a selection': async (page, jobs, first) => {
      await jobs.row(first).getByRole('rowheader').locator('.first').selectText();
      await page.mouse.move(0, 0);
    },
  };
  for (const [name, enter] of Object.entries(ways)) {
    test(name, async ({ page, jobs, slow, listed }) => {
      await observeShifts(page);
      const all = await listed();
      await open({ jobs, slow, all });
      const asTheyCame = ids(all.slice(0, 20));
      await enter(page, jobs, asTheyCame[0] ?? '');

      slow.passAll();
      await expect(jobs.heading).toHaveText('Jobs (320)');
      await expect(jobs.arrived).toContainText('All jobs loaded: 320.');
      expect(await jobs.ids()).toEqual(asTheyCame);
      await expect(page.locator('[aria-sort]')).toHaveCount(0);
      expect(await shiftsOfLines(page)).toEqual([]);

      await jobs.arrived.getByRole('button', { name: 'Sort newest first' }).click();
      await expect.poll(() => jobs.ids()).toEqual(sorted(all).slice(0, 20));
      await expect(jobs.arrived).toBeEmpty();
      await expect(jobs.header('Created')).toHaveAttribute('aria-sort', 'descending');
      await expect(jobs.heading).toBeFocused();
    });
  }

  test('and what is offered lies over nothing', async ({ page, jobs, slow, listed }) => {
    const all = await listed();
    await open({ jobs, slow, all });
    await jobs.rows.first().getByRole('link').focus();
    slow.passAll();
    const offer = jobs.arrived.getByRole('paragraph');
    await expect(offer).toBeVisible();
    const others = page.getByRole('group', { name: 'Outcome' });
    // From the narrowest that shows a table.
    for (const width of [970, 1000, 1100, 1280, 1600]) {
      await page.setViewportSize({ width, height: 700 });
      await expect(jobs.header('Created')).toBeVisible();
      const [bar, group] = [await offer.boundingBox(), await others.boundingBox()];
      expect(bar?.x, `${width} pixels wide`).toBeGreaterThanOrEqual((group?.x ?? 0) + (group?.width ?? 0) - 4);
    }
  });

  test('but whoever chooses an order meanwhile gets it', async ({ jobs, slow, listed }) => {
    const all = await listed();
    await open({ jobs, slow, all });
    await jobs.sort('Name');
    slow.passAll();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    await expect.poll(() => jobs.ids()).toEqual(sorted(all, 'Name', 'ascending').slice(0, 20));
    await expect(jobs.arrived).toBeEmpty();
  });

  test('and the order that was chosen is the one that is offered', async ({ jobs, slow, listed }) => {
    const all = await listed();
    await open({ jobs, slow, all, query: 'sort=name' });
    await jobs.rows.first().hover();
    slow.passAll();
    await expect(jobs.arrived.getByRole('button', { name: 'Sort by Name, ascending' })).toBeVisible();

    // Any other order works as well.
    await jobs.sort('Updated');
    await expect.poll(() => jobs.ids()).toEqual(sorted(all, 'Updated').slice(0, 20));
    await expect(jobs.arrived).toBeEmpty();
  });
});

test('a refresh takes nothing away while it comes', async ({ page, jobs, slow, calls, listed }) => {
  const all = await listed();
  await observeShifts(page);
  jobs.base = slow.url;
  await jobs.goto('page=2');
  await expect(jobs.range('21–40 of 320')).toBeVisible();

  slow.passes = bytes(all, 100);
  await jobs.refresh.click();
  await expect(jobs.progress).toBeVisible();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  expect(await jobs.ids()).toEqual(sorted(all).slice(20, 40));
  await expect(jobs.header('Created')).toHaveAttribute('aria-sort', 'descending');
  slow.passAll();
  await expect(jobs.progress).toHaveCount(0);
  await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
  await expect(jobs.arrived).toBeEmpty();
  await expect(jobs.range('21–40 of 320'), 'the page is kept').toBeVisible();
  expect(await shifts(page)).toEqual([]);
  expect(calls).toHaveLength(2);
});

test('the rows of another question come in place of those that were there', async ({ jobs, slow, listed }) => {
  const finished = await listed('status=FINISHED');
  jobs.base = slow.url;
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  slow.passes = bytes(finished, 100);
  await jobs.choose(jobs.status, /^Finished/);
  await expect(jobs.heading).toHaveText('Jobs (100+)');
  expect(await jobs.ids()).toEqual(ids(finished.slice(0, 20)));
  slow.passAll();
  await jobs.heading.hover();
  await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
});

test('axe-core finds nothing while it comes, nor in what waits when it has', async ({ page, jobs, slow, listed }) => {
  await open({ jobs, slow, all: await listed(), query: 'page-size=3' });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await test.step(`coming, ${colorScheme}`, () => axe(page));
  }
  await jobs.rows.first().hover();
  slow.passAll();
  await expect(jobs.arrived).toContainText('All jobs loaded: 320.');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await test.step(`waiting, ${colorScheme}`, () => axe(page));
  }
});
