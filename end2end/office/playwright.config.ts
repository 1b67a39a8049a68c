// The tests of files with LibreOffice, which is large: they are run only when they are asked for.
import config from '../playwright.config';

export default { ...config, testDir: '.', testIgnore: [], outputDir: '../test-results' };
