// A list that is open all night: the scheduled number of requests, and no growing memory.
import type { CDPSession, Page } from '@playwright/test';

import { expect, memories, test, watchMemory } from './guests';
import config from './playwright.config';

// The engine's feedback about code is stored with the objects, and grows for a while; see leaks.spec.ts.
const LEARNS_NOTHING = '--js-flags=--no-opt,--no-maglev,--no-sparkplug,--no-use-ic,--no-lazy-feedback-allocation';
const launch = config.use?.launchOptions;
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), LEARNS_NOTHING] }, refreshes: true });

const HOURS = 4;
/** The number of hours during which a job is being processed. */
const BUSY = 2;

type Wait = { isBusy: boolean; seconds: number };
type Night = { asked: number; waits: Wait[] };
type Held = { heap: number; listeners: number; nodes: number; memory: number };

/** The memory of the page after garbage collection. */
async function held(page: Page, browser: CDPSession): Promise<Held> {
  await page.evaluate(() => {
    (window as unknown as { told: unknown[] }).told.length = 0;
  });
  for (let round = 0; round < 3; round += 1) await browser.send('HeapProfiler.collectGarbage');
  const { metrics } = await browser.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  const memory = (await memories(page)).reduce((sum, bytes) => sum + bytes, 0);
  return { heap: metric('JSHeapUsedSize'), listeners: metric('JSEventListeners'), nodes: metric('Nodes'), memory };
}

test('a night of four hours', async ({ page, portal, listed }) => {
  test.setTimeout(300_000);
  await watchMemory(page);
  portal.body = '<script type="module" src="/devserver-jobs/element.js"></script>';
  await page.clock.install();
  await page.goto(portal.origin);
  const jobs = (await listed()).map((job) => ({ ...job, status: 'FINISHED' }));
  await page.evaluate((jobs) => {
    let [asked, seed, status] = [0, 1, 'PROCESSING'];
    const below = (limit: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed >>> 8) % limit;
    };
    /** Every second response is another list: with a new job, a removed one, and a changed one. */
    const change = () => {
      const [first] = jobs;
      if (asked % 2 || !first) return;
      jobs.splice(below(jobs.length), 1);
      const create_at = Number(jobs[0]?.create_at) + 1000;
      jobs.unshift({ ...first, id: `00000000-0000-4000-8000-${String(asked).padStart(12, '0')}`, create_at });
      const job = jobs[below(jobs.length)];
      if (job) Object.assign(job, { abnormal_count: below(5), update_at: create_at });
    };
    const element = document.createElement('devserver-jobs');
    element.projectId = 'demo';
    element.refreshInterval = 'auto';
    // The previous response: when it ended, and whether it had a job in progress.
    let [ended, isBusy] = [Date.now(), true];
    const waits: Wait[] = [];
    element.addEventListener('devserver-jobs-load', () => (ended = Date.now()));
    element.fetch = async () => {
      if (asked) waits.push({ isBusy, seconds: (Date.now() - ended) / 1000 });
      isBusy = status === 'PROCESSING';
      asked += 1;
      change();
      const headers = { 'content-type': 'application/json' };
      return new Response(JSON.stringify({ data: [...jobs, { ...jobs[9], id: 'long', status }] }), { headers });
    };
    Object.assign(window, {
      night: () => ({ asked, waits }),
      begin: () => (waits.length = 0),
      finish: () => (status = 'FINISHED'),
    });
    document.querySelector('main')?.append(element);
  }, jobs);
  const night = () => page.evaluate(() => (window as unknown as { night: () => Night }).night());
  await expect(page.getByRole('heading', { name: /^Jobs \(/ })).toBeVisible();
  await expect(page.getByText(/^Next in /)).toBeVisible();
  const browser = await page.context().newCDPSession(page);
  await browser.send('Performance.enable');
  // From here on only the test moves the time, because on a busy machine the page would be late in real time.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000);
  await page.clock.runFor(60_000);
  await page.evaluate(() => (window as unknown as { begin: () => void }).begin());

  const calls: number[] = [];
  let first: Held | undefined;
  for (let hour = 1; hour <= HOURS; hour += 1) {
    if (hour > BUSY) await page.evaluate(() => (window as unknown as { finish: () => void }).finish());
    const before = (await night()).asked;
    for (let minute = 0; minute < 60; minute += 1) await page.clock.runFor(60_000);
    calls.push((await night()).asked - before);
    first ??= await held(page, browser);
  }
  const last = await held(page, browser);
  console.log(`calls by the hour: ${calls.join(', ')}; after the first and the last: ${JSON.stringify([first, last])}`);
  const { waits } = await night();
  // Every 15 seconds and then every 60, ±10 %, from the end of the previous response.
  const off = waits.filter(({ isBusy, seconds }) => Math.abs(seconds / (isBusy ? 15 : 60) - 1) > 0.101);
  expect(off, 'as the schedule says').toEqual([]);
  for (const [hour, count] of calls.entries()) {
    const seconds = hour < BUSY ? 15 : 60;
    // A response also takes some of the moved time.
    expect(count).toBeGreaterThanOrEqual(Math.floor(3600 / (seconds * 1.1 + 3)));
    expect(count).toBeLessThanOrEqual(Math.ceil(3600 / (seconds * 0.9)) + 1);
  }
  for (const [name, value] of Object.entries(first ?? {})) {
    expect(last[name as keyof Held], name).toBeLessThanOrEqual(value * 1.05);
  }
});
