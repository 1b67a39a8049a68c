// The gateway before a cloud: what a list costs, what is shown while the cloud fails, and how the gateway ends.
import { ask, Reader } from './ask';
import { KEY } from './cloud';
import { JobsPage } from './jobs-page';
import { sorted } from './oracle';
import { PROJECTS, axe, expect, test } from './serving';

// The browser's own line for an answer that is an error.
const FAILED = /Failed to load resource/;
const LIST = (project: string) => `/v1/${project}/dev-servers/jobs`;

test('the page opens on the first project, and a list is asked for once', async ({
  page,
  context,
  cloud,
  serve,
  jobs,
  listed,
}) => {
  await serve(['--cache-ttl', '600']);
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.project).toHaveValue('alpha');
  await expect(jobs.project.getByRole('option')).toHaveText([...PROJECTS]);
  expect(await jobs.ids()).toEqual(sorted(await listed('', 'alpha')).slice(0, 20));

  await jobs.project.selectOption('beta');
  const others = sorted(await listed('', 'beta')).slice(0, 20);
  await expect.poll(() => jobs.ids()).toEqual(others);
  const { calls } = await cloud.calls();
  expect(calls).toEqual(['alpha', 'beta'].map((project) => ({ method: 'GET', target: LIST(project) })));

  await page.reload();
  await expect.poll(() => jobs.ids()).toEqual(others);
  const reader = new JobsPage(await context.newPage());
  await reader.page.goto(jobs.base);
  await expect(reader.heading).toHaveText('Jobs (320)');
  expect((await cloud.calls()).count, 'neither a reload nor another reader asks the cloud again').toBe(2);
});

test('a filter is the cloud’s to answer', async ({ cloud, serve, jobs, listed }) => {
  await serve(['--cache-ttl', '600']);
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await jobs.choose(jobs.status, /^Finished/);
  const finished = await listed('status=FINISHED', 'alpha');
  await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
  await expect.poll(() => jobs.ids()).toEqual(sorted(finished).slice(0, 20));
  const { calls } = await cloud.calls();
  expect(calls.map(({ target }) => target)).toEqual([LIST('alpha'), `${LIST('alpha')}?status=FINISHED`]);
});

test('while the cloud fails the last list stays, and says of when it is', async ({
  page,
  cloud,
  serve,
  jobs,
  request,
}) => {
  // Not a second is kept: every refresh asks the cloud.
  await serve(['--cache-ttl', '0', '--stale-if-error', '600']);
  await page.clock.setFixedTime('2026-01-15T08:31:02Z');
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.notice).toBeHidden();
  const ids = await jobs.ids();

  await cloud.behave({ kind: 'internal' });
  const refreshed = jobs.answered();
  await jobs.refresh.click();
  const { age, 'cache-status': status } = await (await refreshed).allHeaders();
  expect(status).toContain('detail=cloud_failed');
  const at = new Date(Date.parse('2026-01-15T08:31:02Z') - Number(age) * 1000).toISOString().slice(11, 19);
  await expect(jobs.notice).toContainText(`Data as of ${at}. The cloud service is unavailable.`);
  await expect(jobs.alert, 'there is a list').toBeHidden();
  expect(await jobs.ids()).toEqual(ids);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await test.step(colorScheme, () => axe(page));
  }
  await jobs.nextPage.click();
  await expect(jobs.range('21–40 of 320'), 'the rows stay usable').toBeVisible();

  await cloud.behave({ kind: 'normal' });
  // After a failure the gateway leaves the cloud alone for a moment, however often it is asked.
  await expect
    .poll(async () => (await request.get(`${jobs.base}v1/alpha/dev-servers/jobs`)).headers()['cache-status'])
    .not.toContain('detail=');
  await jobs.retry.click();
  await expect(jobs.notice).toBeHidden();
  await expect(jobs.range('21–40 of 320'), 'the place in the list is kept').toBeVisible();
});

test('a cloud that fails from the start is said in its own words', async ({
  cloud,
  serve,
  jobs,
  request,
  browserConsole,
}) => {
  browserConsole.allow(FAILED);
  await serve();
  await cloud.behave({ kind: 'internal' });
  await jobs.goto();
  for (const text of ['Cloud service error', 'Internal error.', 'ModelArts.50005000', 'Request ID']) {
    await expect(jobs.alert).toContainText(text);
  }
  await expect(jobs.rows).toHaveCount(0);

  await cloud.behave({ kind: 'normal' });
  await expect.poll(async () => (await request.get(`${jobs.base}v1/alpha/dev-servers/jobs`)).status()).toBe(200);
  await jobs.retry.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.alert).toBeHidden();
});

test('a wrong key is the gateway’s trouble, and is tried once', async ({
  page,
  cloud,
  serve,
  jobs,
  request,
  browserConsole,
}) => {
  browserConsole.allow(FAILED);
  const secret = 'notThisCloudsSecret/9876543210+zyxwvutsrqp';
  await serve([], { HUAWEICLOUD_SDK_SK: secret });
  let told = '';
  for (const [status, code] of [
    [502, 'APIGW.0301'],
    [503, 'DevServerJobs.0503'],
    [503, 'DevServerJobs.0503'],
  ] as const) {
    const answered = jobs.answered();
    await jobs.goto();
    const answer = await answered;
    expect(answer.status()).toBe(status);
    await expect(jobs.alert).toContainText('The gateway cannot sign in to the cloud service');
    await expect(jobs.alert).toContainText('This is not related to your account.');
    await expect(jobs.alert).toContainText(code);
    for (const text of ['You are not signed in', 'Sign in to view jobs']) {
      await expect(page.getByText(text)).toBeHidden();
    }
    await expect(jobs.rows).toHaveCount(0);
    told += JSON.stringify(await answer.allHeaders()) + (await page.content());
    told += await jobs.element.evaluate((element) => element.shadowRoot?.innerHTML);
  }
  told += await (await request.get(`${jobs.base}v1/alpha/dev-servers/jobs`)).text();
  expect(told).toContain('credential_paused');
  for (const part of [KEY.ak, secret, 'canonicalRequest']) {
    expect(told.includes(part), `${part} is nowhere`).toBe(false);
  }
  expect((await cloud.calls()).count, 'more failures would lock the key').toBe(1);
});

test('an answer that is on its way when the gateway is asked to stop is finished', async ({ cloud, serve }) => {
  const gateway = await serve();
  // The cloud sends its body piece by piece, each when it is let go.
  await cloud.behave({ kind: 'normal', drip_bytes: 20_000, times: 1 });
  // The head comes when the gateway has seen that the body begins as a list.
  await cloud.behave({ kind: 'release' });
  const answer = await ask(gateway.url, LIST('alpha'));
  const reader = new Reader(answer);
  await reader.until('"id"');

  const stopping = gateway.says(/Stopping\./);
  const ended = gateway.terminate();
  await stopping;
  await expect(ask(gateway.url, LIST('alpha')), 'nobody else comes in').rejects.toThrow('ECONNREFUSED');
  expect((await cloud.calls()).in_flight, 'the rest is still to come').toBe(1);
  await cloud.behave({ kind: 'open' });
  expect(JSON.parse(await reader.rest()).data).toHaveLength(320);
  expect(await ended).toBe(0);
});
