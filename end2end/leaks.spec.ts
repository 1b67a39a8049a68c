// A portal that mounts and unmounts the component all day: nothing of it stays in memory.
import type { CDPSession, Page } from '@playwright/test';

import { expect, memories, test, watchMemory } from './guests';
import config from './playwright.config';

// The engine stores feedback about frequently executed code with the objects, which is not a leak: it grows ever more
// slowly, and stops only after far more than a thousand rounds. So feedback is disabled.
const LEARNS_NOTHING = '--js-flags=--no-opt,--no-maglev,--no-sparkplug,--no-use-ic,--no-lazy-feedback-allocation';
const launch = config.use?.launchOptions;
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), LEARNS_NOTHING] } });

type Held = { heap: number; listeners: number; nodes: number; memory: number[] };

/** The memory of the page after garbage collection. */
async function held(page: Page, browser: CDPSession): Promise<Held> {
  // The events that the fixture has recorded are the test's own.
  await page.evaluate(() => {
    (window as unknown as { told: unknown[] }).told.length = 0;
  });
  // Collected objects may keep others alive until their finalizers have run.
  for (let round = 0; round < 3; round += 1) {
    await browser.send('HeapProfiler.collectGarbage');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  const { metrics } = await browser.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  return {
    heap: metric('JSHeapUsedSize'),
    listeners: metric('JSEventListeners'),
    nodes: metric('Nodes'),
    memory: await memories(page),
  };
}

test('a thousand rounds leave nothing behind', async ({ page, portal, listed }) => {
  test.setTimeout(180_000);
  await watchMemory(page);
  const body = JSON.stringify({ data: (await listed()).slice(0, 20) });
  portal.body = '<script type="module" src="/devserver-jobs/element.js"></script>';
  await page.goto(portal.origin);
  const browser = await page.context().newCDPSession(page);
  await browser.send('Performance.enable');

  /** Mounts and unmounts elements; every second one is removed before its response has arrived. */
  const rounds = (count: number) =>
    page.evaluate(
      async ({ count, body }) => {
        const requests = { open: 0, aborted: 0 };
        /** The next task: the element starts in several. */
        const turn = () => new Promise((done) => setTimeout(done));
        let isAnswered = true;
        const ask: typeof fetch = (_, init) =>
          new Promise<Response>((done, fail) => {
            requests.open += 1;
            const answer = () => {
              requests.open -= 1;
              done(new Response(body, { headers: { 'content-type': 'application/json' } }));
            };
            if (isAnswered) setTimeout(answer);
            const signal = init?.signal;
            signal?.addEventListener('abort', () => {
              // After its response there is nothing left to abort.
              if (requests.open > 0) requests.aborted += 1;
              requests.open = 0;
              fail(signal.reason);
            });
          });
        for (let round = 0; round < count; round += 1) {
          isAnswered = round % 2 === 0;
          const element = document.createElement('devserver-jobs');
          element.projectId = 'demo';
          element.fetch = ask;
          const loaded = new Promise((done) => element.addEventListener('devserver-jobs-load', done, { once: true }));
          document.querySelector('main')?.append(element);
          if (isAnswered) await loaded;
          else while (!requests.open || !element.shadowRoot?.childElementCount) await turn();
          element.remove();
          // It ends after the listener that may have removed it; the next element would share its request.
          while (requests.open) await turn();
        }
        // An aborted request is gone one turn later.
        await turn();
        return requests;
      },
      { count, body },
    );

  await rounds(100);
  const at100 = await held(page, browser);
  const requests = await rounds(900);
  const at1000 = await held(page, browser);
  console.log(`after 100 and after 1,000 rounds: ${JSON.stringify(at100)} ${JSON.stringify(at1000)}`);
  expect(requests.open, 'no request outlives its element').toBe(0);
  expect(requests.aborted).toBeGreaterThan(400);
  expect(at1000.memory, 'WebAssembly memory').toEqual(at100.memory);
  expect(at1000.listeners).toBeLessThanOrEqual(at100.listeners * 1.02);
  expect(at1000.nodes).toBeLessThanOrEqual(at100.nodes * 1.02);
  expect(at1000.heap).toBeLessThanOrEqual(at100.heap * 1.02);
});
