// Failures, and how the list recovers: no error looks like an empty list, and displayed rows stay.
import type { Route } from '@playwright/test';

import { expect, test } from './fixtures';
import { JobsPage } from './jobs-page';
import { sorted } from './oracle';

// The browser's own message for an error response, or for no response.
const FAILED = /Failed to load resource/;

const JOBS = [1, 2, 3].map((n) => ({ id: `id-${n}`, name: `job-${n}`, status: 'FINISHED', create_at: 1_749_536_420_000 + n }));

test('the gateway goes and comes back', async ({ page, jobs, gateway, browserConsole }) => {
  browserConsole.allow(/Failed to load resource: net::ERR_CONNECTION_REFUSED/);
  await page.clock.setFixedTime('2026-01-15T08:31:02Z');
  await jobs.goto('page=2');
  await expect(jobs.range('21–40 of 320')).toBeVisible();
  const ids = await jobs.ids();

  await gateway.stop();
  await jobs.refresh.click();
  await expect(jobs.alert).toContainText('Failed to connect to the proxy');
  await expect(jobs.alert).toContainText(`No response from ${new URL(gateway.url).origin}.`);
  await expect(jobs.alert).toContainText('The list from 08:31:02 is still displayed.');
  expect(await jobs.ids(), 'rows stay').toEqual(ids);
  await jobs.nextPage.click();
  await expect(jobs.range('41–60 of 320'), 'and stay usable').toBeVisible();
  await expect(page.getByText('No jobs')).toBeHidden();

  const again = page.waitForEvent('requestfailed');
  await jobs.retry.click();
  await again;
  await expect(jobs.alert, 'it is tried again, in vain').toContainText('Failed to connect to the proxy');

  await gateway.start();
  await page.clock.setFixedTime('2026-01-15T08:35:00Z');
  await jobs.retry.click();
  await expect(jobs.alert).toBeHidden();
  await expect(page.getByText('Updated just now')).toBeVisible();
  await expect(jobs.range('41–60 of 320'), 'the place in the list is kept').toBeVisible();
});

test('a filter that fails keeps the rows and says whose they are', async ({ page, jobs, gateway, browserConsole }) => {
  browserConsole.allow(/Failed to load resource: net::ERR_CONNECTION_REFUSED/);
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  const ids = await jobs.ids();

  await gateway.stop();
  await jobs.choose(jobs.status, /^Active/);
  await expect(jobs.alert).toContainText('It does not reflect the latest filter change.');
  expect(await jobs.ids()).toEqual(ids);

  await gateway.start();
  await jobs.retry.click();
  await expect(jobs.alert).toBeHidden();
  await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
  await expect(jobs.status).toHaveValue('Active');
  await expect(page).toHaveURL('/?filter-status=ACTIVE');
  expect((await jobs.column('Outcome')).every((text) => text === 'Active')).toBe(true);
});

test.describe('a first load that fails says what happened', () => {
  const cloud = { error_code: 'ModelArts.50005000', error_msg: 'Internal error.', request_id: 'from-the-body' };

  for (const { name, answer, says, silent = [] } of [
    {
      name: '500 with the cloud’s own words',
      answer: { status: 500, json: cloud },
      says: ['Cloud service error', 'Internal error.', 'ModelArts.50005000', 'from-the-body'],
    },
    {
      name: '502 with a page of HTML',
      answer: {
        status: 502,
        contentType: 'text/html',
        headers: { 'X-Request-Id': 'from-the-header' },
        body: '<html><head><title>Bad gateway</title></head><body><h1>upstream <b>gone</b></h1></body></html>',
      },
      says: ['Cloud service error', 'HTTP 502', 'upstream gone', 'from-the-header'],
      silent: ['<h1>', '<b>'],
    },
    {
      name: '401',
      answer: { status: 401, json: { error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication' } },
      says: ['You are not signed in', 'APIGW.0301', 'Incorrect IAM authentication'],
    },
    {
      name: '403',
      answer: { status: 403, json: { error: { code: 'IAM.0003', message: 'No permission.' } } },
      says: ['You do not have permission to view these jobs', 'IAM.0003', 'No permission.'],
    },
    {
      name: '403 with what is for administrators only',
      answer: { status: 403, json: { error_code: 'IAM.0004', encoded_authorization_message: 'c2VjcmV0' } },
      says: ['You do not have permission to view these jobs', 'IAM.0004'],
      silent: ['c2VjcmV0'],
    },
    { name: '404', answer: { status: 404, body: '' }, says: ['Job list not found', 'HTTP 404'] },
    {
      name: '429',
      answer: { status: 429, json: { code: 'APIGW.0308', message: 'The throttling threshold has been reached' } },
      says: ['Too many requests', 'APIGW.0308', 'throttling threshold'],
    },
    {
      name: '400',
      answer: { status: 400, json: { errorCode: 'X.1', errorMsg: 'Bad request.' } },
      says: ['The request was rejected', 'X.1', 'Bad request.'],
    },
    {
      name: '200 with a page of HTML',
      answer: { status: 200, contentType: 'text/html', body: '<!doctype html><title>Sign in</title>' },
      says: ['Your session may have ended', 'Open this page again to sign in.'],
    },
    {
      name: '200 with nothing',
      answer: { status: 200, body: '' },
      says: ['The response is not a job list', 'The response is empty.'],
    },
    {
      name: '200 with an object that has no list',
      answer: { status: 200, json: { total: 3 } },
      says: ['The response is not a job list', 'The response has no “data” list.'],
    },
    { name: 'no answer at all', answer: 'connectionrefused', says: ['Failed to connect to the proxy', 'http://127.0.0.1:'] },
  ]) {
    test(name, async ({ page, jobs, browserConsole }) => {
      browserConsole.allow(FAILED);
      await page.route(JobsPage.isCall, (route) =>
        typeof answer === 'string' ? route.abort(answer) : route.fulfill(answer),
      );
      await jobs.goto();
      for (const text of says) await expect(jobs.alert).toContainText(text);
      for (const text of silent) await expect(jobs.alert).not.toContainText(text);
      for (const text of ['No jobs', 'No matches', 'Loading jobs']) await expect(page.getByText(text)).toBeHidden();
      await expect(jobs.placeholders).toHaveCount(0);
      await expect(jobs.rows).toHaveCount(0);
      await expect(jobs.heading, 'nobody knows how many').toHaveText(/^Jobs\s*$/);

      await jobs.answerNoMore();
      await jobs.retry.click();
      await expect(jobs.heading).toHaveText('Jobs (320)');
      await expect(jobs.alert).toBeHidden();
    });
  }
});

test('a project without jobs says so, and only then', async ({ page, jobs }) => {
  await jobs.answer({ data: [], total: 0 });
  await jobs.goto();
  await expect(page.getByRole('cell').getByText('No jobs', { exact: true })).toBeVisible();
  await expect(page.getByText('No matches')).toBeHidden();

  await jobs.answer({ data: [], total: 7 });
  await jobs.refresh.click();
  await expect(jobs.notice).toContainText('This list is incomplete. Jobs received: 0. Total reported by the cloud service: 7.');
  await expect(page.getByText('No jobs', { exact: true })).toBeHidden();
});

test('rows that cannot be read are counted, with the reason', async ({ jobs }) => {
  let deep = '1';
  for (let depth = 0; depth < 200; depth += 1) deep = `[${deep}]`;
  const [first, second] = JOBS.map((job) => JSON.stringify(job));
  await jobs.answer(`{"data":[${first},7,"text",{"id":"deep","extra":${deep}},${second}],"total":5}`);
  await jobs.goto();
  await expect(jobs.notice).toContainText(
    '3 rows could not be read and are not displayed. (2: not a JSON object; 1: nested too deeply)',
  );
  expect(await jobs.ids()).toEqual(['id-2', 'id-1']);
  await expect(jobs.heading).toHaveText('Jobs (2)');

  await jobs.answerNoMore();
  await jobs.notice.getByRole('button', { name: 'Reload' }).click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.notice).toBeHidden();
});

test('fewer rows than the cloud says is said', async ({ jobs }) => {
  await jobs.answer({ current: 1, data: JOBS, pages: 100, size: 3, total: 2431 });
  await jobs.goto();
  await expect(jobs.notice).toContainText('This list is incomplete. Jobs received: 3. Total reported by the cloud service: 2,431.');
  await expect(jobs.rows).toHaveCount(3);
});

test('a text that stops early shows its whole rows and says so', async ({ jobs }) => {
  const whole = JSON.stringify({ data: JOBS, total: 3 });
  await jobs.answer(whole.slice(0, whole.indexOf('"job-3"')));
  await jobs.goto();
  await expect(jobs.notice).toContainText('The response was interrupted after 2 rows. This list is incomplete.');
  expect(await jobs.ids()).toEqual(['id-2', 'id-1']);

  await jobs.answer(whole);
  await jobs.notice.getByRole('button', { name: 'Reload' }).click();
  await expect(jobs.heading).toHaveText('Jobs (3)');
  await expect(jobs.notice).toBeHidden();

  // A complete list is preferred to a newer incomplete one.
  await jobs.answer(whole.slice(0, whole.indexOf('"job-3"')));
  await jobs.refresh.click();
  await expect(jobs.alert).toContainText('The response was interrupted after 2 rows.');
  await expect(jobs.rows).toHaveCount(3);
});

test('what came before the line broke is shown, and Reload gets the rest', async ({
  page,
  jobs,
  slow,
  listed,
  browserConsole,
}) => {
  browserConsole.allow(FAILED);
  // An interrupted stream discards unread data, so it is interrupted only when the page has read its part.
  await page.addInitScript(() => {
    const real = ReadableStreamDefaultReader.prototype.read;
    ReadableStreamDefaultReader.prototype.read = async function (this: ReadableStreamDefaultReader) {
      const part = await real.call(this);
      document.documentElement.dataset.read = `${Number(document.documentElement.dataset.read ?? 0) + (part.value?.length ?? 0)}`;
      return part;
    };
  });
  const all = await listed();
  // The gateway sends the same members in the same order, so this is the offset of its 101st row.
  const body = JSON.stringify({ current: 1, data: all });
  slow.passes = Buffer.byteLength(body.slice(0, body.indexOf(`"${all[100]?.id}"`)));
  await page.goto(slow.url);
  await expect(page.locator('html')).toHaveAttribute('data-read', String(slow.passes));
  await expect(jobs.table).toHaveAttribute('aria-busy', 'true');
  await expect(jobs.heading).toHaveText('Jobs (100+)');
  slow.break();
  await expect(jobs.notice).toContainText('The response was interrupted after 100 rows. This list is incomplete.');
  await expect(jobs.heading).toHaveText('Jobs (100)');
  expect(await jobs.ids()).toEqual(sorted(all.slice(0, 100)).slice(0, 20));

  slow.passes = undefined;
  await jobs.notice.getByRole('button', { name: 'Reload' }).click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.notice).toBeHidden();
});

test.describe('of two answers the later one is too late', () => {
  /** Delays the response to the first call with this in its URL until it is released. */
  async function hold(jobs: JobsPage, query: string): Promise<() => Promise<void>> {
    let letGo = () => {};
    const released = new Promise<void>((release) => (letGo = release));
    let held: Promise<void> | undefined;
    const isIt = (url: URL) => JobsPage.isCall(url) && url.search === query;
    // Not `times: 1`, because an expired route ends the interception and releases the delayed response.
    await jobs.page.route(isIt, (route: Route) => {
      if (held) return route.fallback();
      return (held = released.then(() => route.fallback()));
    });
    return async () => {
      letGo();
      await held;
    };
  }

  test('the older call is aborted', async ({ page, jobs, listed }) => {
    const finished = await listed('status=FINISHED');
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    const letGo = await hold(jobs, '?status=ACTIVE');

    const asked = page.waitForRequest((request) => request.url().endsWith('?status=ACTIVE'));
    await jobs.choose(jobs.status, /^Active/);
    await asked;
    await expect(jobs.table).toHaveAttribute('aria-busy', 'true');
    await expect(jobs.rows, 'rows stay while the next are on their way').toHaveCount(20);

    const aborted = page.waitForEvent('requestfailed', (request) => request.url().endsWith('?status=ACTIVE'));
    await jobs.choose(jobs.status, /^Finished/);
    expect((await aborted).failure()?.errorText).toBe('net::ERR_ABORTED');
    await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
    await letGo();
    await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
    await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
  });

  test('even where nothing can be aborted, the older answer is never shown', async ({ page, jobs, listed }) => {
    // A browser, or a host's own fetch, may ignore the signal; the state must not depend on it.
    await page.addInitScript(() => {
      const real = window.fetch;
      window.fetch = async (input) => {
        const response = await real(input instanceof Request ? input.url : input);
        const late = response.url.endsWith('?status=ACTIVE') && response.clone().text();
        if (late) void late.then(() => (document.documentElement.dataset.late = 'read'));
        return response;
      };
    });
    const finished = await listed('status=FINISHED');
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    const letGo = await hold(jobs, '?status=ACTIVE');

    const asked = page.waitForRequest((request) => request.url().endsWith('?status=ACTIVE'));
    await jobs.choose(jobs.status, /^Active/);
    await asked;
    await jobs.choose(jobs.status, /^Finished/);
    await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
    await letGo();
    await expect(page.locator('html')).toHaveAttribute('data-late', 'read');
    // When the response to a later call is displayed, the late one has been processed.
    await page.evaluate(() => fetch('/healthz').then((response) => response.text()));
    await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
    expect(new Set(await jobs.column('Outcome'))).not.toContain('Active');
    await expect(jobs.status).toHaveValue('Finished');
  });

  test('a second Refresh replaces the first', async ({ page, jobs, calls }) => {
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    const letGo = await hold(jobs, '');
    const aborted = page.waitForEvent('requestfailed');
    await jobs.refresh.click();
    await expect(jobs.table).toHaveAttribute('aria-busy', 'true');
    await jobs.refresh.click();
    expect((await aborted).failure()?.errorText).toBe('net::ERR_ABORTED');
    await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
    await letGo();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    expect(calls).toHaveLength(3);
  });
});

test('a module that does not come is said in words', async ({ page, browserConsole }) => {
  browserConsole.allow(FAILED);
  await page.route('**/*.wasm', (route) => route.abort('failed'));
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('The job list could not be started');
});

test('another project never shows the rows of the one before', async ({ page, jobs, browserConsole }) => {
  browserConsole.allow(FAILED);
  await jobs.settings({ projects: 'demo,documented-example' });
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await jobs.answer({ error_msg: 'Internal error.' }, 500);
  await page.getByRole('combobox', { name: 'Project' }).selectOption('documented-example');
  await expect(jobs.alert).toContainText('Cloud service error');
  await expect(jobs.rows).toHaveCount(0);
  await expect(jobs.heading).toHaveText(/^Jobs\s*$/);
});
