// Three gateways with a shared engine: together they call the cloud as often as one.
import { ask, told } from './ask';
import { Engine } from './engine';
import { expect, test as base } from './serving';

const LIST = '/v1/alpha/dev-servers/jobs';

const test = base.extend<{ engine: Engine }>({
  engine: async ({}, use) => {
    const engine = new Engine();
    await engine.start();
    await use(engine);
    await engine.stop();
  },
});

test('the page of a new replica shows the list that another fetched', async ({ cloud, engine, serve, jobs }) => {
  const flags = ['--shared', engine.url, '--cache-ttl', '600'];
  for (let replica = 0; replica < 3; replica += 1) {
    await serve(flags);
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
  }
  expect((await cloud.calls()).count).toBe(1);
});

test('a key that stops working is tried four times by three replicas', async ({ cloud, engine, serve, jobs }) => {
  const flags = ['--shared', engine.url, '--cache-ttl', '0', '--rate-limit', '0'];
  const gateways = [await serve(flags), await serve(flags), await serve(flags)];
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await cloud.behave({ kind: 'forget_calls' });
  await cloud.behave({ kind: 'locked' });
  const asked = gateways.flatMap(({ url }, replica) =>
    Array.from({ length: 10 }, async (_, name) => told(await ask(url, `${LIST}?name=${replica}-${name}`))),
  );
  for (const [status, body] of await Promise.all(asked)) {
    expect([502, 503], body).toContain(status);
    expect(body).toContain('"reason":"credential_');
  }
  const { count } = await cloud.calls();
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(4);
  // The displayed list stays, and the page states the reason.
  const refreshed = jobs.answered();
  await jobs.refresh.click();
  expect((await (await refreshed).allHeaders())['cache-status']).toContain('detail=credential_paused');
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.notice).toContainText('Data as of');
  expect((await cloud.calls()).count).toBe(count);
});
