// What the tests of the component in other pages share: a portal that passes calls on to the demo gateway, and notes
// what the component tells it. Tests nothing.
import type { Page } from '@playwright/test';

import { expect, test as base } from './fixtures';
import { JobsPage } from './jobs-page';
import { Portal } from './portal';

export { expect };

/** An event of the component, as a portal hears it. */
export type Told = { name: string; kind?: string; message?: string };

type Fixtures = {
  portal: Portal;
  /** Another one, of another site. */
  foreign: Portal;
  /** What the components of the page have told so far. */
  told: () => Promise<Told[]>;
};

export const test = base.extend<Fixtures>({
  portal: async ({}, use) => {
    const portal = new Portal();
    await portal.start();
    portal.embed({ 'project-id': 'demo', 'page-size': '5' });
    await use(portal);
    await portal.stop();
  },

  foreign: async ({}, use) => {
    const portal = new Portal();
    await portal.start('127.0.0.1');
    await use(portal);
    await portal.stop();
  },

  // The portals before the page, so that they end after it.
  page: async ({ portal: _portal, foreign: _foreign, page, gateway, request }, use) => {
    await page.route(JobsPage.isCall, async (route) => {
      const { pathname, search } = new URL(route.request().url());
      const response = await request.get(new URL(pathname.slice(pathname.indexOf('/v1/') + 1) + search, gateway.url).href);
      await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } }).catch(() => {});
    });
    await page.addInitScript(() => {
      const told: Told[] = [];
      Object.assign(window, { told });
      for (const name of ['load', 'select', 'filter', 'refresh', 'error', 'warning']) {
        addEventListener(`devserver-jobs-${name}`, (event) => {
          const { kind, message } = (event as CustomEvent).detail;
          told.push({ name, kind, message });
        });
      }
    });
    await use(page);
    // What is under way when a test ends must find its server: calls come to their end, the rest is given up.
    await page.unrouteAll({ behavior: 'wait' });
    await page.goto('about:blank');
  },

  told: async ({ page }, use) => {
    await use(() => page.evaluate(() => (window as unknown as { told: Told[] }).told));
  },
});

/** Waits for an event of this kind, and gives its message. */
export async function error(told: () => Promise<Told[]>, kind: string): Promise<string> {
  const all = async () => (await told()).filter((one) => one.name === 'error');
  await expect.poll(async () => (await all()).map((one) => one.kind)).toContain(kind);
  return (await all()).find((one) => one.kind === kind)?.message ?? '';
}

/** Notes every WebAssembly memory of the page, for `memories`. */
export async function watchMemory(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const memories: WebAssembly.Memory[] = [];
    Object.assign(window, { memories });
    const instantiate = WebAssembly.instantiateStreaming.bind(WebAssembly);
    WebAssembly.instantiateStreaming = async (...all) => {
      const source = await instantiate(...all);
      memories.push(source.instance.exports.memory as WebAssembly.Memory);
      return source;
    };
  });
}

/** The sizes of all WebAssembly memories, in bytes. */
export function memories(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    (window as unknown as { memories: WebAssembly.Memory[] }).memories.map((memory) => memory.buffer.byteLength),
  );
}
