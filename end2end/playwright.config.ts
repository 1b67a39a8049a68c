// How every end-to-end test is run: the system's Chromium, one time zone, one language. Knows no test.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // They have a step, and a configuration, of their own.
  testIgnore: ['portals/**', 'office/**'],
  fullyParallel: true,
  workers: 2,
  // A test that needs a second try is a finding, not a nuisance.
  retries: 0,
  // Every wait is for a condition; these only say when to give up, on a machine that is busy with other things too.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    // Never a downloaded browser: the one of the system, or the one the user names.
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
