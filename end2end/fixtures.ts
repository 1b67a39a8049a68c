// The fixtures of every end-to-end test: a running gateway, a page object, the recorded requests of the page, and a
// browser console that must have no messages. Contains no journey.
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';

import { SlowFront } from './front';
import { Gateway } from './gateway';
import { JobsPage } from './jobs-page';
import type { Job } from './oracle';

export { expect };

/** The frozen time of the gateway. The browser has its own clock: see `page.clock`. */
export const NOW = '2026-01-15T08:30:00Z';

type WorkerOptions = {
  /** More flags for the gateway: `test.use({ gatewayFlags: ['--jobs', '100000'] })`, at the top of a file. */
  gatewayFlags: string[];
};

type WorkerFixtures = {
  sharedGateway: Gateway;
};

type Fixtures = {
  /** Whether the page refreshes automatically, as it does for users. */
  refreshes: boolean;
  gateway: Gateway;
  jobs: JobsPage;
  /** A server in front of the gateway that can delay a list. */
  slow: SlowFront;
  /** All requests of the page for lists and jobs, as path and query. */
  calls: string[];
  /** The gateway's response to a request without the page, from which expected results are computed. */
  listed: (query?: string, project?: string) => Promise<Job[]>;
  browserConsole: BrowserConsole;
};

/** All messages of the browser console. A message that was not allowed fails the test. */
export class BrowserConsole {
  readonly messages: string[] = [];
  /**
   * A browser requests the icon at any time, and the page its second module when the browser is idle, even if a test has
   * stopped the server.
   */
  private readonly allowed: RegExp[] = [
    /Failed to load resource: net::ERR_CONNECTION_REFUSED .*(\/icon\.svg|_lazy\.wasm)/,
  ];

  /** Allows expected messages, such as a refused connection while the server is stopped. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  unexpected(): string[] {
    return this.messages.filter((message) => !this.allowed.some((pattern) => pattern.test(message)));
  }
}

export const test = base.extend<Fixtures, WorkerOptions & WorkerFixtures>({
  gatewayFlags: [[], { option: true, scope: 'worker' }],
  refreshes: [false, { option: true }],

  // One for each worker, and not for each test, because its start compresses the page, which takes longer than most tests.
  // Its time is frozen, so it has no state that differs between tests.
  sharedGateway: [
    async ({ gatewayFlags }, use) => {
      const gateway = new Gateway('demo', ['--now', NOW, '--seed', '1', ...gatewayFlags]);
      await gateway.start();
      await use(gateway);
      if (gateway.running) await gateway.stop();
    },
    { scope: 'worker' },
  ],

  gateway: async ({ sharedGateway }, use) => {
    await use(sharedGateway);
    // A test may stop it, and fail before it starts it again.
    if (!sharedGateway.running) await sharedGateway.start();
  },

  // So that `page.goto('/')` is the gateway's page.
  baseURL: async ({ gateway }, use) => use(gateway.url),

  browserConsole: [
    async ({ context, refreshes }, use) => {
      const console = new BrowserConsole();
      context.on('console', (message) => {
        const { url, lineNumber } = message.location();
        console.messages.push(`${message.type()}: ${message.text()} (${url}:${lineNumber})`);
      });
      context.on('weberror', (error) => console.messages.push(`uncaught: ${error.error().stack ?? error.error()}`));
      // Each test decides when the list is requested; live.spec.ts leaves it to the page.
      if (!refreshes) {
        await context.addInitScript(() => {
          const seen = new MutationObserver(() => {
            const element = document.querySelector('devserver-jobs[refresh-interval]');
            if (!element) return;
            seen.disconnect();
            element.setAttribute('refresh-interval', 'off');
          });
          seen.observe(document, { childList: true, subtree: true });
        });
      }
      // The event names the directive and the offending text, which the browser's own message leaves out.
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', (event) => {
          const { violatedDirective, blockedURI, sample } = event;
          window.console.error(`securitypolicyviolation: ${violatedDirective} ${blockedURI} ${sample}`);
        });
      });
      await use(console);
      // Messages that the last action of the test caused arrive after one turn of each page's event loop.
      await Promise.allSettled(context.pages().map((page) => page.evaluate(turn)));
      expect(console.unexpected(), 'nothing on the console that the test did not allow').toEqual([]);
    },
    { auto: true },
  ],

  jobs: async ({ page }, use) => use(new JobsPage(page)),

  slow: async ({ gateway, context }, use) => {
    const slow = new SlowFront(gateway.url);
    await slow.start();
    await use(slow);
    await leave(context);
    await slow.stop();
  },

  calls: async ({ page }, use) => {
    const calls: string[] = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (JobsPage.isCall(url)) calls.push(url.pathname + url.search);
    });
    await use(calls);
  },

  listed: async ({ request, jobs }, use) => {
    await use(async (query = '', project = 'demo') => {
      const response = await request.get(`${jobs.base}v1/${project}/dev-servers/jobs${query && `?${query}`}`);
      await expect(response).toBeOK();
      return (await response.json()).data;
    });
  },
});

/** Leaves all pages before a server of theirs is stopped: what is still under way is given up, and not refused. */
export async function leave(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) await page.goto('about:blank');
}

/** Not a timer, which `page.clock` may have stopped. */
function turn(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = done;
    port2.postMessage('');
  });
}

/**
 * Every rule of axe-core, also inside shadow roots. One readable line for each of a rule's first elements.
 *
 * A modal dialog makes everything else inert. axe-core does not see that through a shadow root, and takes what
 * covers a text for its background; so only the dialog is analyzed then.
 */
export async function axe(page: Page): Promise<void> {
  const builder = new AxeBuilder({ page });
  if (await page.locator('devserver-jobs dialog:modal').count()) {
    builder.include({ fromShadowDom: ['devserver-jobs', 'dialog[open]'] });
  }
  const { violations, passes } = await builder.analyze();
  expect(passes.length, 'axe-core has looked at something').toBeGreaterThan(0);
  const lines = violations.flatMap(({ id, impact, help, nodes }) => [
    `${id} (${impact}): ${help}: ${nodes.length} elements`,
    ...nodes.slice(0, 3).map((node) => `${id}: ${node.target.flat().join(' ')}: ${node.failureSummary}`),
  ]);
  expect(lines, 'axe-core finds nothing').toEqual([]);
}
