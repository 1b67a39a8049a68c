// What every test of the examples gets: the server that has them. Holds no journey.
import { expect, test as base } from './fixtures';
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
});
