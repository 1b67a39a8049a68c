// The fixture of all tests of the examples: the server with them. Contains no journey.
import { expect, leave, test as base } from './fixtures';
import { Site } from './site';

export { expect };

export const test = base.extend<{ site: Site }>({
  site: async ({ gateway }, use) => {
    const site = new Site(gateway.url);
    await site.start();
    await use(site);
    await site.stop();
  },

  baseURL: async ({ site }, use) => use(site.url),

  // The site before the page, so that it ends after it.
  page: async ({ site: _site, page }, use) => {
    await use(page);
    await leave(page.context());
  },
});
