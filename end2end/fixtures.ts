// What every end-to-end test gets: a gateway of its own, a page object, and a browser console that must stay silent.
// Holds no journey.
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

import { Gateway } from './gateway';
import { JobsPage } from './jobs-page';

export { expect };

/** The gateway's frozen instant. The browser's own clock is another: see `page.clock`. */
export const NOW = '2026-01-15T08:30:00Z';

type Options = {
  /** More flags for the gateway: `test.use({ gatewayFlags: ['--jobs', '100000'] })`. */
  gatewayFlags: string[];
};

type Fixtures = {
  gateway: Gateway;
  jobs: JobsPage;
  browserConsole: BrowserConsole;
};

/** Everything the browser complained of. What no test allowed fails the test. */
export class BrowserConsole {
  readonly messages: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** For messages that belong to the journey, such as a refused connection while the server is stopped. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  unexpected(): string[] {
    return this.messages.filter((message) => !this.allowed.some((pattern) => pattern.test(message)));
  }
}

export const test = base.extend<Fixtures & Options>({
  gatewayFlags: [[], { option: true }],

  gateway: async ({ gatewayFlags }, use) => {
    const gateway = new Gateway(['--now', NOW, '--seed', '1', ...gatewayFlags]);
    await gateway.start();
    await use(gateway);
    await gateway.stop();
  },

  // So that `page.goto('/')` is the gateway's page.
  baseURL: async ({ gateway }, use) => use(gateway.url),

  browserConsole: [
    async ({ context }, use) => {
      const console = new BrowserConsole();
      context.on('console', (message) => {
        const { url, lineNumber } = message.location();
        console.messages.push(`${message.type()}: ${message.text()} (${url}:${lineNumber})`);
      });
      context.on('weberror', (error) => console.messages.push(`uncaught: ${error.error().stack ?? error.error()}`));
      // The event names the directive and the offending text, which the browser's own message leaves out.
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', (event) => {
          const { violatedDirective, blockedURI, sample } = event;
          window.console.error(`securitypolicyviolation: ${violatedDirective} ${blockedURI} ${sample}`);
        });
      });
      await use(console);
      // What the last act of the test caused is still on its way: one turn of each page's event loop brings it here.
      await Promise.allSettled(context.pages().map((page) => page.evaluate(turn)));
      expect(console.unexpected(), 'nothing on the console that the test did not allow').toEqual([]);
    },
    { auto: true },
  ],

  jobs: async ({ page }, use) => use(new JobsPage(page)),
});

/** Not a timer, which `page.clock` may have stopped. */
function turn(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = done;
    port2.postMessage('');
  });
}

/** Every rule of axe-core, also inside shadow roots. One readable line for each offending element. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const lines = violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${help}: ${node.target.flat().join(' ')}: ${node.failureSummary}`),
  );
  expect(lines, 'axe-core finds nothing').toEqual([]);
}
