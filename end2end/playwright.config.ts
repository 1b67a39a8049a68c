// The configuration of all end-to-end tests: the system's Chromium, one time zone, one language.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // They have a step, and a configuration, of their own.
  testIgnore: ['portals/**', 'office/**'],
  fullyParallel: true,
  workers: 2,
  // A test that only passes at the second attempt is a defect.
  retries: 0,
  // Tests wait for conditions; these are only the time limits, long enough for a busy machine.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    // Never a downloaded browser: that of the system, or the one that the user names.
    launchOptions: {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Where only a part of a tile is drawn anew, the edges of rounded corners have other shades; hostile.spec.ts
        // compares pictures.
        '--disable-partial-raster',
      ],
    },
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    // `npx playwright test --trace on` when it is wanted. Always on, its own script would run inside the page whose
    // security policy is under test.
    trace: 'off',
  },
});
