// Access to the gateway: the user's token, links, and pages of other origins.
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

import type { Page } from '@playwright/test';

import { Gateway } from './gateway';
import { JobsPage } from './jobs-page';
import { exported } from './more';
import { NOW, PROJECTS, axe, expect, test } from './serving';

// The browser's own message for an error response.
const FAILED = /Failed to load resource/;
// And for a response that a page must not read.
const CORS = /blocked by CORS policy/;
const TOKEN = 'a-made-up-token-of-the-tests-0123456789';

test('a token opens the list, until the page is left', async ({
  page,
  context,
  cloud,
  serve,
  file,
  jobs,
  browserConsole,
}) => {
  browserConsole.allow(FAILED);
  await serve(['--bearer-file', await file(`${TOKEN}\n`)]);
  const sent: { url: string; token: boolean }[] = [];
  page.on('request', (request) => {
    sent.push({ url: request.url(), token: request.headers()['authorization'] === `Bearer ${TOKEN}` });
  });

  // Neither the page nor the gateway names a project before the sign-in.
  await jobs.goto();
  expect(await page.content()).not.toContain('alpha');
  await expect(jobs.alert).toContainText('Sign in to view jobs');
  await expect(jobs.tokenHint).toHaveText('Kept in memory until you leave this page');
  await expect(jobs.token).toHaveAttribute('type', 'password');
  await expect(jobs.rows).toHaveCount(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await test.step(colorScheme, () => axe(page));
  }

  await jobs.token.fill('not the token');
  await jobs.signIn.click();
  await expect(jobs.tokenHint).toContainText('Enter a valid token');
  expect(sent.filter(({ url }) => url.includes('/v1/')), 'what can be no token is not sent').toHaveLength(1);

  await jobs.token.fill('a-made-up-token-of-nobody-0123456789');
  await jobs.token.press('Enter');
  await expect(jobs.tokenHint).toHaveText('The token was not accepted.');
  await expect(jobs.token).toHaveAttribute('aria-invalid', 'true');
  await expect(jobs.token, 'to be typed anew').toBeFocused();
  expect((await cloud.calls()).count, 'nobody’s questions do not reach the cloud').toBe(0);

  await jobs.token.fill(TOKEN);
  await jobs.signIn.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.token).toHaveCount(0);
  await expect(jobs.project).toHaveValue('alpha');
  await expect(jobs.project.getByRole('option')).toHaveText([...PROJECTS]);
  await jobs.choose(jobs.status, /^Finished/);
  await expect(jobs.heading).not.toHaveText('Jobs (320)');

  const kept = await page.evaluate(async () => {
    const element = document.querySelector('devserver-jobs');
    const databases = await indexedDB.databases();
    const caches = await window.caches.keys();
    return JSON.stringify([
      [location.href, history.state, window.name, document.documentElement.outerHTML],
      [document.cookie, { ...localStorage }, { ...sessionStorage }, databases, caches],
      element?.shadowRoot?.innerHTML,
      [...(element?.shadowRoot?.querySelectorAll('input') ?? [])].map(({ value }) => value),
    ]);
  });
  expect(kept.includes(TOKEN), 'the token is nowhere but in memory').toBe(false);
  expect(await context.cookies()).toEqual([]);
  expect(sent.filter(({ url }) => url.includes(TOKEN)), 'it is in no address').toEqual([]);
  const bore = sent.filter(({ token }) => token).map(({ url }) => new URL(url).pathname);
  expect(new Set(bore), 'it goes to projects and list alone').toEqual(
    new Set(['/v1/projects', '/v1/alpha/dev-servers/jobs']),
  );

  await page.reload();
  await expect(jobs.alert).toContainText('Sign in to view jobs');
  await expect(jobs.rows).toHaveCount(0);
});

test('a snapshot has neither the token nor the address nor another project', async ({ page, serve, file, jobs, browserConsole }, info) => {
  browserConsole.allow(FAILED);
  const gateway = await serve(['--bearer-file', await file(`${TOKEN}\n`)]);
  await jobs.goto();
  await jobs.token.fill(TOKEN);
  await jobs.signIn.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  const path = info.outputPath('snapshot.html');
  await exported(page, 'snapshot', path);
  const html = await readFile(path, 'utf8');
  const blocks = [...html.matchAll(/<script type="text\/plain"[^>]*>([^<]*)</g)].map(([, text]) => Buffer.from(text ?? '', 'base64'));
  const all = [html, ...blocks.map((bytes) => gunzipSync(bytes).toString('latin1'))].join('\n');
  const [, other] = PROJECTS;
  expect(all).toContain('"project-id":"alpha"');
  for (const secret of [TOKEN, new URL(gateway.url).host, `"${other}"`]) {
    expect(all.includes(secret), secret).toBe(false);
  }
});

test('a link on another site opens the page', async ({ page, serve, portal, jobs }) => {
  const gateway = await serve();
  const other = await portal('localhost');
  other.body = `<a href="${gateway.url}?filter-status=FINISHED">Jobs</a>`;
  await page.goto(other.origin);
  await page.getByRole('link', { name: 'Jobs' }).click();
  await expect(page).toHaveURL(`${gateway.url}?filter-status=FINISHED`);
  await expect(jobs.heading).toHaveText(/^Jobs \(\d+\)$/);
  await expect(jobs.rows).toHaveCount(20);
  expect(new Set(await jobs.column('Outcome'))).not.toContain('Active');
});

/** The result of a request that a page sends itself. */
function fetched(page: Page, url: string, options: RequestInit = {}): Promise<string> {
  return page.evaluate(
    async ([url, options]) => {
      try {
        const response = await fetch(url, options);
        return `${response.type} ${await response.text()}`;
      } catch (error) {
        return (error as Error).name;
      }
    },
    [url, options] as const,
  );
}

for (const [name, host] of [
  ['another site', 'localhost'],
  ['another port', '127.0.0.1'],
] as const) {
  test(`a page of ${name} can read nothing, and costs no call`, async ({
    page,
    cloud,
    serve,
    portal,
    jobs,
    browserConsole,
  }) => {
    browserConsole.allow(FAILED);
    browserConsole.allow(CORS);
    const gateway = await serve();
    const other = await portal(host);
    await page.goto(other.origin);
    const list = `${gateway.url}v1/alpha/dev-servers/jobs`;
    for (const options of [
      {},
      { credentials: 'include' },
      { headers: { Authorization: 'Bearer made-up' } },
      { method: 'POST' },
    ] as const) {
      expect(await fetched(page, list, options), JSON.stringify(options)).toBe('TypeError');
    }
    // The browser sends this one without a preflight request, and the page cannot read the response.
    const refused = jobs.answered();
    expect(await fetched(page, list, { mode: 'no-cors' })).toBe('opaque ');
    expect((await refused).status()).toBe(403);
    expect((await cloud.calls()).count).toBe(0);
  });
}

test('a portal of another origin shows the list where it is allowed, and no other does', async ({
  page,
  context,
  cloud,
  serve,
  portal,
  jobs,
  browserConsole,
}) => {
  // Cookies do not depend on ports, so the portal's are also valid for the gateway; without the setting they are not sent.
  const allowed = await portal('127.0.0.1');
  await context.addCookies([{ name: 'session', value: 'made-up', url: allowed.origin }]);
  const gateway = await serve(['--allow-origin', allowed.origin]);
  const settings = { proxy: gateway.url, projects: PROJECTS.join(','), 'project-id': 'alpha' };
  for (const [credentials, cookie] of [
    ['same-origin', undefined],
    ['include', 'session=made-up'],
  ] as const) {
    allowed.embed({ ...settings, credentials });
    const answered = jobs.answered();
    await page.goto(allowed.origin);
    expect((await (await answered).request().allHeaders())['cookie'], credentials).toBe(cookie);
    await expect(jobs.heading, credentials).toHaveText('Jobs (320)');
    await expect(jobs.rows).toHaveCount(20);
  }
  await jobs.project.selectOption('beta');
  await expect(jobs.rows).toHaveCount(20);
  const { count } = await cloud.calls();

  browserConsole.allow(FAILED);
  browserConsole.allow(CORS);
  const other = await portal();
  other.embed(settings);
  const stranger = new JobsPage(await context.newPage());
  await stranger.page.goto(other.origin);
  await expect(stranger.alert).toContainText('Failed to connect to the proxy');
  await expect(stranger.rows).toHaveCount(0);
  expect((await cloud.calls()).count).toBe(count);
});

test('a portal of another origin reads refusals, and signs in with a token', async ({
  page,
  serve,
  file,
  portal,
  jobs,
  browserConsole,
}) => {
  browserConsole.allow(FAILED);
  const other = await portal();
  const gateway = await serve(['--allow-origin', other.origin, '--bearer-file', await file(TOKEN)]);
  other.embed({ proxy: gateway.url, 'project-id': 'gamma' });
  await page.goto(other.origin);
  await expect(jobs.alert).toContainText('Sign in to view jobs');
  await jobs.token.fill(TOKEN);
  await jobs.signIn.click();
  await expect(jobs.alert).toContainText('You do not have permission to view these jobs');
  await expect(jobs.alert).toContainText('This gateway does not serve that project');

  other.embed({ proxy: gateway.url, 'project-id': 'alpha' });
  await page.reload();
  await jobs.token.fill(TOKEN);
  await jobs.signIn.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
});

test('a portal can be built against the demo', async ({ page, portal, jobs }) => {
  const other = await portal();
  const demo = new Gateway('demo', ['--now', NOW, '--allow-origin', other.origin]);
  await demo.start();
  try {
    other.embed({ proxy: demo.url, 'project-id': 'demo' });
    await page.goto(other.origin);
    await expect(jobs.heading).toHaveText('Jobs (320)');
  } finally {
    await demo.stop();
  }
});
