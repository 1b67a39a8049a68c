// The Content-Security-Policy of the page. All other tests check the console for violations; here the policy itself is
// checked, and that it blocks what it should.
import { readdir } from 'node:fs/promises';

import type { APIResponse } from '@playwright/test';

import { expect, test } from './fixtures';
import { dist } from './gateway';

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};

/** For what has its build's id in its name. */
const FOREVER = 'public, max-age=31536000, immutable';

function policy(response: APIResponse): Record<string, string> {
  const directives = (response.headers()['content-security-policy'] ?? '').split(';').map((text) => text.trim());
  return Object.fromEntries(directives.map((text) => [text.split(' ')[0], text.split(' ').slice(1).join(' ')]));
}

test('the page carries its policy, and every answer says what it is', async ({ request }) => {
  const page = await request.get('/');
  expect(policy(page)).toEqual(POLICY);
  expect(page.headers()['content-type']).toMatch(/^text\/html/);

  const names = (await readdir(dist)).filter((name) => name.startsWith('build-'));
  expect(names, 'glue, two modules, words of two languages, what makes snapshots').toHaveLength(6);
  const rows: [string, string, string][] = [
    ['/', 'text/html', 'no-cache'],
    ['/element.js', 'text/javascript', 'no-cache'],
    ...names.map((name): [string, string, string] => [`/${name}`, name.endsWith('.js') ? 'text/javascript' : 'application/wasm', FOREVER]),
    ['/v1/demo/dev-servers/jobs', 'application/json', 'private, no-cache'],
  ];
  for (const [path, type, cache] of rows) {
    const response = await request.get(path);
    await expect(response, path).toBeOK();
    const headers = response.headers();
    expect(headers['content-type'], path).toContain(type);
    expect(headers['cache-control'], path).toBe(cache);
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('no-referrer');
    expect(headers['x-request-id'], path).toMatch(/^[0-9a-f]{32}$/);
    const known = await request.get(path, { headers: { 'If-None-Match': headers.etag ?? '' } });
    expect(known.status(), `${path} is asked for anew, and not sent anew`).toBe(304);
  }
});

test('the page is one element and one script of its own', async ({ page, request, gateway }) => {
  const html = await (await request.get('/')).text();
  expect(html.match(/<devserver-jobs\b/g)).toHaveLength(1);
  expect(html.match(/<script\b/g)).toHaveLength(1);
  expect(html).toMatch(/<script\b[^>]*\bsrc=["']?\/?element\.js\b[^>]*><\/script>/);
  expect(html).not.toMatch(/<style\b|\bstyle=|\son\w+=|javascript:/i);

  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(gateway.url)) foreign.push(request.url());
  });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Jobs (320)' })).toBeVisible();
  await expect(page.locator('script')).toHaveCount(1);
  expect(foreign, 'nothing comes from anywhere else').toEqual([]);
});

test('what was built turns no text into markup or code', async ({ page, jobs, request }) => {
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
  });
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  const plain = [...scripts].map((path) => path.replace(/build-[0-9a-f]{16}_/, ''));
  expect(plain.sort()).toEqual(['/devserver-jobs.js', '/element.js', '/en-US.js']);

  for (const path of scripts) {
    const text = await (await request.get(path)).text();
    expect(text.length, path).toBeGreaterThan(500);
    const ways = /.*\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc|(?<!unsafe-)eval|new Function)\b.*/g;
    // Only the lines in question, because the failure shows what was found.
    expect(text.match(ways) ?? [], path).toEqual([]);
  }
});

test('the policy bites', async ({ page, jobs, browserConsole }) => {
  browserConsole.allow(/TrustedHTML|TrustedScript|securitypolicyviolation|Content Security Policy/);
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  const bitten = await page.evaluate(() => {
    const tries = [
      () => (document.createElement('p').innerHTML = '<b>markup</b>'),
      () => window.setTimeout('0'),
      () => document.createElement('script').setAttribute('src', 'https://example.com/x.js'),
    ];
    return tries.map((attempt) => {
      try {
        attempt();
        return 'went through';
      } catch (error) {
        return (error as Error).name;
      }
    });
  });
  expect(bitten).not.toContain('went through');
  await expect.poll(() => browserConsole.messages.join('\n')).toContain('securitypolicyviolation: require-trusted-types');
});

test('text of the cloud stays text', async ({ page, jobs }) => {
  const evil = '<img src=x onerror="console.error(1)"><script>console.error(2)</script>&amp;';
  await jobs.answer({
    data: [{ id: evil, name: evil, user_name: evil, description: evil, type: evil, status: evil, create_at: evil }],
  });
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(1);
  for (const column of ['Outcome', 'Type', 'User', 'Created', 'Job ID'] as const) {
    expect(await jobs.column(column), column).toEqual([evil]);
  }
  expect(await jobs.column('Name')).toEqual([`${evil}\n${evil}`]);
  await expect(jobs.element.locator('img, script')).toHaveCount(0);
  await expect(page.locator('img')).toHaveCount(0);
});
