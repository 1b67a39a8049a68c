// During a hundred refreshes, nothing moves that the user is reading.
import type { Page } from '@playwright/test';

import { expect, test } from './fixtures';
import { observeShifts, shiftsOfLines } from './shifts';

const NOW = Date.UTC(2025, 5, 10, 7, 0, 0);
const ROW = 'old-5';

// Some words of an outcome need a second line at this width, for which there is room in each row.
test.use({ viewport: { width: 1280, height: 800 } });

type Job = { id: string; name: string; status: string; abnormal_count: number; create_at: number };

const job = (id: string, at: number): Job => ({
  id,
  name: `job ${id}`,
  status: 'PROCESSING',
  abnormal_count: 0,
  create_at: NOW - at * 60_000,
});

/** Refreshes this number of times, each time with another list, and returns all violations. */
function refresh(page: Page, given: { list: Job[]; row: string; rounds: number }): Promise<string[]> {
  return page.evaluate(async ({ list, row, rounds }) => {
    const element = document.querySelector('devserver-jobs');
    const root = element?.shadowRoot;
    const body = root?.querySelector('tbody');
    const shown = () => root?.querySelector(`tr[data-job-id="${row}"]`);
    if (!element || !root || !body) throw new Error('there is no list');
    let seed = 7;
    const below = (limit: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed >>> 8) % limit;
    };
    const change = (round: number) => {
      const [at, to] = [below(list.length), below(list.length)];
      const kind = below(4);
      const [job] = list.slice(at);
      if (!job) throw new Error('there is no job');
      if (kind === 0) list.splice(at, 0, { ...job, id: `new-${round}`, name: `job new-${round}` });
      else if (kind === 1) list.splice(at, 1);
      else if (kind === 2) list.splice(to, 0, ...list.splice(at, 1));
      else Object.assign(job, { status: job.status === 'PROCESSING' ? 'FINISHED' : 'PROCESSING', abnormal_count: below(3) });
      // The order is by time, newest first.
      list.forEach((job, at) => (job.create_at = list.length * 1000 - at));
    };
    const answer = () => new Response(JSON.stringify({ data: list }), { headers: { 'content-type': 'application/json' } });
    const loaded = (act: () => void) =>
      new Promise((done) => {
        element.addEventListener('devserver-jobs-load', done, { once: true });
        act();
      });
    const wrong: string[] = [];
    const state = () => {
      const { top = Number.NaN, left } = shown()?.getBoundingClientRect() ?? {};
      const focused = root.activeElement?.textContent ?? '';
      const selection = (root as unknown as { getSelection?: () => Selection }).getSelection?.() ?? getSelection();
      return JSON.stringify({ top, left, focused, selected: `${selection}`, scroll: scrollY, ids: idsOf() });
    };
    const idsOf = () => [...body.querySelectorAll('tr')].map((row) => row.dataset.jobId);
    const texts = () => new Map([...body.querySelectorAll('td, th')].map((cell) => [cell, cell.textContent]));
    const touched = new Set<Element>();
    const observer = new MutationObserver((records) => {
      for (const { target, attributeName } of records) {
        if (attributeName === 'data-changed') continue;
        const cell = (target instanceof Element ? target : target.parentElement)?.closest('td, th');
        if (cell) touched.add(cell);
        else if (attributeName !== 'data-gone') wrong.push(`something else than a cell was touched: ${target.nodeName}`);
      }
    });
    observer.observe(body, { subtree: true, childList: true, characterData: true, attributes: true });
    const ask = window.fetch;
    window.fetch = async () => answer();
    const before = state();
    for (let round = 0; round < rounds; round += 1) {
      change(round);
      const cells = texts();
      touched.clear();
      await loaded(() => element.refresh());
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      const now = state();
      if (now !== before) wrong.push(`round ${round}: ${now} in place of ${before}`);
      for (const cell of touched) {
        if (cell.textContent === cells.get(cell)) wrong.push(`round ${round}: ${cell.className} is as it was`);
      }
    }
    observer.disconnect();
    window.fetch = ask;
    return wrong.slice(0, 5);
  }, given);
}

const WAYS: Record<string, (page: Page) => Promise<void>> = {
  'under the pointer': (page) => page.locator(`tr[data-job-id="${ROW}"]`).hover(),
  'with the focus': (page) => page.getByRole('link', { name: `job ${ROW}`, exact: true }).focus(),
  selected: async (page) => {
    const text = page.getByRole('link', { name: `job ${ROW}`, exact: true });
    await text.evaluate((text) => getSelection()?.selectAllChildren(text));
  },
  'open beside the list': async (page) => {
    await page.getByRole('link', { name: `job ${ROW}`, exact: true }).click();
    await expect(page.getByRole('heading', { level: 2, name: `job ${ROW}` })).toBeVisible();
    await page.mouse.move(0, 0);
  },
};

for (const [way, read] of Object.entries(WAYS)) {
  test(`a row ${way} stays where it is`, async ({ page, jobs }) => {
    await observeShifts(page);
    const list = Array.from({ length: 60 }, (_, at) => job(`old-${at}`, at));
    await jobs.answer({ data: list });
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (60)');
    // The second module is there.
    await expect(page.getByRole('combobox', { name: 'Automatic refresh' })).toBeVisible();
    await page.evaluate(() => scrollTo(0, 60));
    await read(page);
    const before = (await shiftsOfLines(page)).length;
    expect(await refresh(page, { list, row: ROW, rounds: 100 })).toEqual([]);
    // The outcomes make room for one that comes to be.
    expect((await shiftsOfLines(page)).slice(before), 'nothing moves').toEqual([]);
    await expect(page.getByRole('button', { name: /\d+ new · \d+ gone · \d+ moved/ })).toBeVisible();
  });
}
