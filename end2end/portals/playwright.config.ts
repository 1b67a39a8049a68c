// The tests of the element in portals, which are run apart from the others, because they need what portals are built
// with.
import config from '../playwright.config';

export default { ...config, testDir: '.', testIgnore: 'node_modules/**', outputDir: '../test-results' };
