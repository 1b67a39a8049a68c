// The component in strict hosts: policies, frames, other origins, and browsers that lack something. Where it can't be
// shown it says why.
import { error, expect, test } from './guests';

const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

test('the strictest policy that README.md names', async ({ page, portal, jobs }) => {
  portal.policy = STRICT;
  await page.goto(portal.origin);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await jobs.rows.getByRole('link').first().click();
  await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
  await jobs.unfold();
  await jobs.status.click();
  await expect(jobs.options).toHaveCount(5);
  // The console of every test must be silent, so nothing was refused.
});

test('files of another origin', async ({ page, portal, gateway, jobs, calls }) => {
  // No policy: a portal that takes code from elsewhere names that place in its own.
  portal.policy = '';
  portal.body = `<script type="module" src="${gateway.url}element.js"></script>
    <devserver-jobs proxy="/some/path" project-id="demo" locale="zh-CN"></devserver-jobs>`;
  await page.goto(portal.origin);
  await expect(jobs.element.getByRole('heading', { level: 2 })).toHaveText('任务 (320)');
  expect(calls).toEqual(['/some/path/v1/demo/dev-servers/jobs']);
  // The second module, too.
  await jobs.rows.getByRole('link').first().click();
  await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
});

test.describe('what can not start says which, and why, and can be tried again', () => {
  const cases: Record<string, { spoil: [string, { status?: number; type?: string; body?: string }]; says: RegExp }> = {
    'the WebAssembly is not there': {
      spoil: ['devserver-jobs_bg.wasm', { status: 404 }],
      says: /devserver-jobs_bg\.wasm could not be loaded: HTTP 404/,
    },
    'a page stands in its place': {
      spoil: ['devserver-jobs_bg.wasm', { type: 'text/html', body: '<!doctype html><p>Portal</p>' }],
      says: /devserver-jobs_bg\.wasm \(text\/html\) is not WebAssembly/,
    },
    'the glue is not there': { spoil: ['devserver-jobs.js', { status: 404 }], says: /or a file beside it/ },
    'the words are not there': { spoil: ['en-US.js', { status: 404 }], says: /en-US\.js/ },
  };
  for (const [name, { spoil, says }] of Object.entries(cases)) {
    test(name, async ({ page, portal, jobs, told, browserConsole }) => {
      browserConsole.allow(/Failed to load|Expected a JavaScript|WebAssembly\.instantiateStreaming/);
      portal.spoiled.set(...spoil);
      await page.goto(portal.origin);
      await expect(page.getByRole('alert')).toHaveText(says);
      expect(await error(told, 'load')).toMatch(says);
      portal.spoiled.clear();
      // A module that could not be had is not asked for again until the page is loaded anew.
      if (/\.js$/.test(spoil[0])) await page.reload();
      else await page.getByRole('button', { name: 'Retry' }).click();
      await expect(jobs.heading).toHaveText('Jobs (320)');
    });
  }

  test('the words of another language, once there is a list', async ({ page, portal, jobs, told, listed, browserConsole }) => {
    browserConsole.allow(/Failed to load/);
    const finished = (await listed('status=FINISHED')).length;
    await page.goto(portal.origin);
    await expect(jobs.heading).toHaveText('Jobs (320)');
    portal.spoiled.set('zh-CN.js', { status: 404 });
    await jobs.element.evaluate((element) => element.setAttribute('locale', 'zh-CN'));
    expect(await error(told, 'load')).toContain('zh-CN.js');
    // What is on screen goes on as it was, and so does the element.
    await expect(page.getByRole('alert')).toHaveCount(0);
    await jobs.nextPage.click();
    await expect(jobs.range('6–10 of 320')).toBeVisible();
    await jobs.element.evaluate((element) => {
      element.removeAttribute('locale');
      element.setAttribute('filter-status', 'FINISHED');
    });
    await expect(jobs.heading).toHaveText(`Jobs (${finished})`);
  });

  test('a policy without wasm-unsafe-eval', async ({ page, portal, told, browserConsole }) => {
    browserConsole.allow(/Content Security Policy|securitypolicyviolation|WebAssembly/);
    portal.policy = "script-src 'self'; style-src 'self'";
    await page.goto(portal.origin);
    await expect(page.getByRole('alert')).toContainText("script-src needs 'wasm-unsafe-eval'");
    expect(await error(told, 'load')).toContain('wasm-unsafe-eval');
  });

  test('a browser without WebAssembly', async ({ page, portal, told }) => {
    await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
    await page.goto(portal.origin);
    await expect(page.getByRole('alert')).toContainText('WebAssembly is not supported');
    await error(told, 'load');
  });
});

test.describe('in a frame of another site', () => {
  const embed = '<script type="module" src="/devserver-jobs/element.js"></script><devserver-jobs project-id="demo"></devserver-jobs>';

  test('that lets scripts and the origin be, and no storage', async ({ page, portal, foreign }) => {
    portal.pages.set('/framed', embed);
    foreign.policy = '';
    foreign.body = `<iframe title="Jobs" width="1000" height="900" sandbox="allow-scripts allow-same-origin" src="${portal.origin}/framed"></iframe>`;
    // A user who blocks what third parties store: whoever touches it is thrown at. Saved views and watched jobs are then
    // kept in memory; nothing else may be touched.
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
        const get = () => {
          if (!name.endsWith('Storage')) console.error(`${name} was touched`);
          throw new DOMException('Blocked.', 'SecurityError');
        };
        Object.defineProperty(window, name, { get });
      }
      const refuse = () => console.error('a cookie was touched');
      Object.defineProperty(Document.prototype, 'cookie', { get: refuse, set: refuse });
    });
    await page.goto(foreign.origin);
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('heading', { name: 'Jobs (320)' })).toBeVisible();
    await frame.getByRole('row').nth(1).getByRole('link').click();
    await expect(frame.getByRole('heading', { level: 2 }).last()).toBeFocused();
    await expect(frame.getByRole('heading', { name: /^Nodes/ })).toBeVisible();
  });

  test('that has no origin says so', async ({ page, portal, foreign, browserConsole }) => {
    browserConsole.allow(/CORS policy|Failed to load|net::ERR/);
    await page.unrouteAll();
    portal.pages.set('/framed', embed);
    foreign.policy = '';
    foreign.body = `<iframe title="Jobs" width="1000" height="900" sandbox="allow-scripts" src="${portal.origin}/framed"></iframe>`;
    await page.goto(foreign.origin);
    await expect(page.frameLocator('iframe').getByRole('alert')).toContainText('sandbox lacks allow-same-origin');
  });
});

// The session ended, the proxy redirected to a sign-in page of another origin, which no script may read, and the user
// was told that nothing had answered.
test('a redirect to another origin to sign in on', async ({ page, portal, foreign, told, browserConsole }) => {
  browserConsole.allow(/CORS policy|Failed to load resource|Content Security Policy|securitypolicyviolation/);
  await page.unrouteAll();
  portal.signIn = `${foreign.origin}/login`;
  await page.goto(portal.origin);
  await expect(page.getByRole('alert')).toContainText('Your session may have ended');
  await expect(page.getByRole('button', { name: 'Open page again' })).toBeVisible();
  await error(told, 'session');
});

test('two of them: other projects ask apart, the same one asks once', async ({ page, portal, calls }) => {
  const element = (attributes: string) => `<devserver-jobs ${attributes}></devserver-jobs>`;
  portal.body = `<script type="module" src="/devserver-jobs/element.js"></script>
    ${element('project-id="one"')}${element('project-id="two" theme="dark"')}${element('project-id="one" page-size="7"')}`;
  await page.goto(portal.origin);
  const counts = page.getByRole('heading', { name: /^Jobs \(320\)$/ });
  await expect(counts).toHaveCount(3);
  expect(calls.sort()).toEqual(['/v1/one/dev-servers/jobs', '/v1/two/dev-servers/jobs']);
  await page.getByRole('button', { name: 'Refresh' }).first().click();
  await expect.poll(() => calls.length).toBe(3);
  await page.locator('devserver-jobs').first().getByRole('button', { name: 'Next page' }).click();
  await expect(page.locator('devserver-jobs').nth(2).getByRole('button', { name: 'Page 1' })).toHaveAttribute('aria-current', 'page');
});

test('keys of the host page stay its own', async ({ page, portal, jobs }) => {
  await page.goto(portal.origin);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  const heard = await page.evaluate(() => {
    const heard: string[] = [];
    addEventListener('keydown', (event) => heard.push(`${event.key} ${event.defaultPrevented}`));
    const input = document.createElement('input');
    document.body.append(input);
    input.focus();
    return Promise.resolve(heard).then(() => {
      Object.assign(window, { heard });
      return heard.length;
    });
  });
  expect(heard).toBe(0);
  for (const key of ['/', 'j', 'Escape', 'ArrowDown', 'Control+k']) await page.keyboard.press(key);
  const keys = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(keys).toEqual(['/ false', 'j false', 'Escape false', 'ArrowDown false', 'Control false', 'k false']);
});

