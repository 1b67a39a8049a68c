// The gateway below a path of a portal, behind the real nginx with the delivered configuration.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ask, Reader, told } from './ask';
import { sorted } from './oracle';
import { expect, test } from './serving';

// The browser's own message for an error response.
const FAILED = /Failed to load resource/;
const LIST = '/portal/jobs/v1/alpha/dev-servers/jobs';

test('the page works below a path, and never leaves it', async ({ page, cloud, front, jobs, calls, listed }) => {
  const nginx = await front();
  const left: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(nginx.url)) left.push(request.url());
  });

  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  expect(await jobs.ids()).toEqual(sorted(await listed('', 'alpha')).slice(0, 20));
  await jobs.choose(jobs.status, /^Finished/);
  const finished = await listed('status=FINISHED', 'alpha');
  await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
  await expect(page).toHaveURL(`${nginx.url}?filter-status=FINISHED`);
  await jobs.nextPage.click();
  await expect(page).toHaveURL(`${nginx.url}?filter-status=FINISHED&page=2`);

  await page.reload();
  await expect(jobs.range(`21–40 of ${finished.length}`)).toBeVisible();
  await jobs.unfold();
  await expect(jobs.status).toHaveValue('Finished');
  await page.goBack();
  await page.goBack();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(page).toHaveURL(nginx.url);

  await jobs.project.selectOption('beta');
  await expect(page).toHaveURL(/\/portal\/jobs\/\?project-id=beta$/);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  expect(left, 'nothing is asked for above the path').toEqual([]);
  expect(new Set(calls.map((call) => call.split('?')[0]))).toEqual(new Set([LIST, LIST.replace('alpha', 'beta')]));
  const { calls: called } = await cloud.calls();
  expect(called.every(({ target }) => target.startsWith('/v1/')), 'the cloud knows nothing of the path').toBe(true);
});

test('without the slash it is the same page', async ({ page, front, jobs }) => {
  const nginx = await front();
  await page.goto(`${nginx.origin}portal/jobs?filter-status=FINISHED`);
  await expect(page).toHaveURL(`${nginx.url}?filter-status=FINISHED`);
  await expect(jobs.rows).toHaveCount(20);

  const answer = await ask(nginx.origin, '/portal/jobs', { headers: { Host: '127.0.0.1' } });
  expect(answer.headers.location, 'whatever the scheme and port in front').toBe('/portal/jobs/');
});

test('a path that can be read in two ways is refused, and nothing else is reached', async ({ cloud, front }) => {
  const nginx = await front();
  for (const path of [
    '/portal/jobs/v1//alpha/dev-servers/jobs',
    '/portal/jobs/v1/alpha//dev-servers/jobs',
    '/portal/jobs/v1/alpha/dev-servers/jobs/',
    '/portal/jobs/v1/alpha%2Fdev-servers/jobs',
    '/portal/jobs/v1/alpha%2fdev-servers/jobs',
    '/portal/jobs/v1/%61lpha/dev-servers/jobs',
    '/portal/jobs/v1/alpha/../alpha/dev-servers/jobs',
    '/portal/jobs/v1/alpha/./dev-servers/jobs',
    '/portal/jobs/v1/alpha/dev-servers/../dev-servers/jobs',
    '/portal/jobs/v1/alpha/%2e%2e/alpha/dev-servers/jobs',
    '/portal/jobs/v1/alpha/dev-servers\\jobs',
  ]) {
    const [status, body] = await told(await ask(nginx.origin, path));
    expect([status, JSON.parse(body).reason], path).toEqual([400, 'bad_request']);
  }

  for (const path of [
    '/',
    '/v1/alpha/dev-servers/jobs',
    '/metrics',
    '/healthz',
    '/readyz',
    '/portal/jobs/metrics',
    '/portal/jobs/healthz',
    '/portal/jobs/readyz',
    '/portal/jobs/../../metrics',
    '/portal/jobs/..%2f..%2fmetrics',
    '/portal/jobs/%2e%2e/%2e%2e/metrics',
    '/portal/jobs//metrics',
    '/metrics/../portal/jobs/',
    '/metrics%2f..%2fportal/jobs/',
    '//portal/jobs/',
    '/portal//jobs/',
    '/portal/jobsearch',
  ]) {
    const [status] = await told(await ask(nginx.origin, path));
    expect(status, path).toBe(404);
  }
  expect((await cloud.calls()).count, 'none of it reached the cloud').toBe(0);
});

// So little of the body that a buffer would hold it back until it is full; compressed output is sent in blocks of 4 KiB.
for (const [coding, bytes] of [
  ['identity', 2_000],
  ['br', 4_200],
] as const) {
  test(`the first rows arrive while the cloud still sends: ${coding}`, async ({ cloud, front }) => {
    const nginx = await front();
    await cloud.behave({ kind: 'normal', drip_bytes: bytes, times: 1 });
    // The gateway sends the head when it has checked that the body begins like a list.
    await cloud.behave({ kind: 'release' });
    const answer = await ask(nginx.origin, LIST, { headers: { 'Accept-Encoding': coding } });
    expect(answer.headers['content-encoding'] ?? 'identity').toBe(coding);
    const reader = new Reader(answer);
    await reader.until('"id"');
    expect((await cloud.calls()).in_flight, 'the rest is still to come').toBe(1);
    await cloud.behave({ kind: 'open' });
    expect(JSON.parse(await reader.rest()).data).toHaveLength(320);
  });
}

test('an answer keeps its tag, its age and its coding, and a request its token', async ({ cloud, front, file }) => {
  const token = 'a-made-up-token-of-the-tests-0123456789';
  const nginx = await front(['--cache-ttl', '600', '--bearer-file', await file(token)]);
  expect((await ask(nginx.origin, LIST)).statusCode).toBe(401);
  const headers = { 'Accept-Encoding': 'br', Authorization: `Bearer ${token}` };
  await told(await ask(nginx.origin, LIST, { headers }));
  const answer = await ask(nginx.origin, LIST, { headers });
  await told(answer);
  expect(answer.headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'private, no-cache', etag: /^"/ });
  expect(answer.headers.age).toMatch(/^\d+$/);
  expect(answer.headers['cache-status']).toContain('; hit;');
  const again = await ask(nginx.origin, LIST, { headers: { ...headers, 'If-None-Match': answer.headers.etag ?? '' } });
  expect((await told(again))[0]).toBe(304);
  expect((await cloud.calls()).count).toBe(1);
});

test('while the gateway is away, nobody takes it for the cloud', async ({ front, jobs, browserConsole }) => {
  browserConsole.allow(FAILED);
  const { gateway } = await front();
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await gateway.stop();
  await jobs.refresh.click();
  await expect(jobs.alert).toContainText('Gateway error');
  await expect(jobs.alert).toContainText('The list from');
  await gateway.start();
  await jobs.retry.click();
  await expect(jobs.alert).toBeHidden();
  await expect(jobs.rows).toHaveCount(20);
});

test('nobody gets a larger share by saying to be many', async ({ front }) => {
  const nginx = await front(['--rate-limit', '1', '--cache-ttl', '600']);
  const asks = (localAddress: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, at) => {
        const headers = { 'X-Forwarded-For': `203.0.113.${at}` };
        const [status] = await told(await ask(nginx.origin, LIST, { localAddress, headers }));
        return status;
      }),
    );
  const [greedy, modest] = ['127.0.0.2', '127.0.0.3'];
  // Two concurrent ones and one more per second, which even a slow machine exceeds.
  expect(await asks(greedy, 60)).toContain(429);
  expect(await asks(modest, 1), 'the share of another address is its own').toEqual([200]);
});

test('who is signed in is said by nginx, and by no client', async ({ page, front, jobs, browserConsole }) => {
  browserConsole.allow(FAILED);
  const forged = { headers: { 'X-Forwarded-User': 'mallory' } };
  const flags = ['--user-header', 'X-Forwarded-User'];
  const closed = await front(flags);
  expect((await ask(closed.origin, LIST, forged)).statusCode).toBe(401);

  // A sign-in service that accepts a cookie, and the commented lines of the example, enabled.
  const service = createServer((request, response) => {
    const known = request.headers.cookie === 'session=ada';
    response.writeHead(known ? 202 : 401, known ? { 'X-Auth-Request-User': 'ada' } : {}).end();
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  try {
    const { port } = service.address() as AddressInfo;
    const nginx = await front(
      flags,
      (locations) => locations.replace(/#(auth_request)/g, '$1'),
      `location = /oauth2/auth { internal; proxy_pass http://127.0.0.1:${port}; }`,
    );
    expect((await ask(nginx.origin, LIST, forged)).statusCode).toBe(401);
    await page.context().addCookies([{ name: 'session', value: 'ada', url: nginx.origin }]);
    // The page is public and names no project; the gateway lists them for signed-in users.
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
  } finally {
    service.close();
    service.closeAllConnections();
  }
});
