// The npm package in a page of another origin without a bundler, and its metadata. Its types are tested by compiling
// types/.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';

import { BUDGET, LOADER_BUDGET, WHOLE_BUDGET } from './budget';
import { expect, test as base } from './fixtures';
import { exported } from './more';
import { root } from './process';

/** Its folder in a portal; `cargo xtask test end2end` writes it there. */
const folder = join(import.meta.dirname, 'node_modules/devserver-jobs');
const read = (name: string) => readFile(join(folder, name), 'utf8');
const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

type Contract = {
  tag: string;
  settings: { attribute?: string; property: string }[];
  events: { name: string; detail: string }[];
  methods: { name: string }[];
  states: { name: string }[];
};

type Fixtures = {
  contract: Contract;
  /** Starts a server and returns its origin. */
  server: (answer: RequestListener) => Promise<string>;
  /** Serves the package, and records the requests, by path and query. */
  files: { origin: string; asked: string[] };
  /** Opens a page with this body, on another origin than the files. The requests to its server are recorded. */
  open: (body: string) => Promise<{ calls: string[] }>;
};

const test = base.extend<Fixtures>({
  // These tests need no gateway.
  baseURL: async ({}, use) => use(undefined),

  contract: async ({}, use) => use(await json(join(root, 'src/contract.json'))),

  server: async ({}, use) => {
    const servers: ReturnType<typeof createServer>[] = [];
    await use(async (answer) => {
      const server = createServer(answer).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  },

  // The servers come before the page, so that they end after it; pending requests are aborted.
  page: async ({ server: _server, page }, use) => {
    await use(page);
    await page.goto('about:blank');
  },

  files: async ({ server }, use) => {
    const asked: string[] = [];
    const origin = await server(async (request, response) => {
      const { pathname, search } = new URL(request.url ?? '', 'http://files');
      asked.push(pathname.slice(1) + search);
      const content = await readFile(join(folder, pathname.slice(1))).catch(() => undefined);
      const headers = { 'Access-Control-Allow-Origin': '*', 'Content-Type': TYPES[extname(pathname)] ?? '' };
      response.writeHead(content ? 200 : 404, headers).end(content);
    });
    await use({ origin, asked });
  },

  open: async ({ page, server }, use) => {
    await use(async (body) => {
      const calls: string[] = [];
      const origin = await server((request, response) => {
        const path = request.url ?? '';
        if (path === '/') {
          response.writeHead(200, { 'Content-Type': 'text/html' });
          response.end(`<!doctype html><html lang="en"><title>Portal</title><main>${body}</main></html>`);
        } else if (path.startsWith('/v1/')) {
          calls.push(path);
          response.writeHead(200, { 'Content-Type': 'application/json' });
          response.end(JSON.stringify({ data: [{ id: '1', name: path, status: 'FINISHED', abnormal_count: 0 }] }));
        } else {
          response.writeHead(204).end();
        }
      });
      await page.goto(`${origin}/`);
      return { calls };
    });
  },
});

test('the loader may be imported twice, and fetches nothing but itself before there is an element', async ({
  page,
  jobs,
  files,
  open,
}) => {
  await open(`
    <script type="module" src="${files.origin}/element.js"></script>
    <script type="module" src="${files.origin}/element.js?again"></script>`);
  await page.evaluate(async (origin) => {
    await customElements.whenDefined('devserver-jobs');
    await import(`${origin}/element.js?once-more`);
    // An element outside a document does not load anything yet.
    document.createElement('devserver-jobs').setAttribute('project-id', 'demo');
  }, files.origin);
  const loader = ['define.js', 'element.js', 'element.js?again', 'element.js?once-more'];
  expect(files.asked.toSorted()).toEqual(loader);

  await page.evaluate(() => {
    const [main] = document.getElementsByTagName('main');
    main?.insertAdjacentHTML('beforeend', '<devserver-jobs project-id="demo"></devserver-jobs>');
  });
  await expect(jobs.heading).toHaveText('Jobs (1)');
  const rest = ['devserver-jobs.js', 'devserver-jobs_bg.wasm', 'devserver-jobs_lazy.wasm', 'en-US.js'];
  await expect.poll(() => files.asked.toSorted()).toEqual([...loader, ...rest].toSorted());
});

test('an element is mounted, changed, asked to refresh and taken out again', async ({ page, jobs, files, open }) => {
  const { calls } = await open('');
  const call = (project: string, query = '') => `/v1/${project}/dev-servers/jobs${query}`;
  const mounted = await page.evaluateHandle(async (origin) => {
    const { mount } = await import(`${origin}/element.js`);
    const listed = { count: 0 };
    document.addEventListener('devserver-jobs-load', () => (listed.count += 1));
    return { ...mount(document.querySelector('main'), { projectId: 'demo', theme: 'dark' }), listed };
  }, files.origin);
  await expect(jobs.rows).toContainText(call('demo'));
  expect(calls).toEqual([call('demo')]);

  await mounted.evaluate(({ update }) => update({ filterStatus: 'FINISHED', projectId: 'other', theme: null }));
  await expect(jobs.rows).toContainText(call('other', '?status=FINISHED'));
  await expect(jobs.element).not.toHaveAttribute('theme');

  await mounted.evaluate(({ refresh }) => refresh());
  await expect.poll(() => mounted.evaluate(({ listed }) => listed.count)).toBe(3);
  expect(calls).toEqual([call('demo'), ...Array(2).fill(call('other', '?status=FINISHED'))]);

  await mounted.evaluate(({ dispose }) => dispose());
  await expect(jobs.element).toHaveCount(0);
});

test('a snapshot that is made by the package is opened by itself', async ({ page, jobs, files, open }, info) => {
  const { calls } = await open(`
    <script type="module" src="${files.origin}/element.js"></script>
    <devserver-jobs project-id="demo"></devserver-jobs>`);
  await expect(jobs.heading).toHaveText('Jobs (1)');
  const path = info.outputPath('snapshot.html');
  await exported(page, 'snapshot', path);
  const before = files.asked.length;
  await page.goto(pathToFileURL(path).href);
  await expect(jobs.heading).toHaveText('Jobs (1)');
  await expect(page.locator('.age')).toHaveText(/^Snapshot of /);
  await expect(page.locator('.time-strip')).toBeVisible();
  expect([files.asked.length - before, calls.length]).toEqual([0, 1]);
});

test('a setting that there is none is named, and the others are taken', async ({
  page,
  jobs,
  files,
  open,
  browserConsole,
}) => {
  await open('');
  browserConsole.allow(/^warning: <devserver-jobs>: projectID="x" is ignored/);
  await page.evaluate(async (origin) => {
    const { mount } = await import(`${origin}/element.js`);
    mount(document.querySelector('main'), { projectID: 'x', projectId: 'demo' });
  }, files.origin);
  await expect(jobs.heading).toHaveText('Jobs (1)');
  await expect.poll(() => browserConsole.messages).toHaveLength(1);
});

test('what is loaded before there is an element is not loaded again', async ({ page, jobs, files, open }) => {
  await open('');
  await page.evaluate(async (origin) => {
    const { preload } = await import(`${origin}/element.js`);
    await preload();
  }, files.origin);
  const before = ['define.js', 'devserver-jobs.js', 'devserver-jobs_bg.wasm', 'element.js'];
  expect(files.asked.toSorted()).toEqual(before);
  await page.setContent('<devserver-jobs project-id="demo"></devserver-jobs>');
  await expect(jobs.heading).toHaveText('Jobs (1)');
  const after = [...before, 'devserver-jobs_lazy.wasm', 'en-US.js'];
  await expect.poll(() => files.asked.toSorted()).toEqual(after.toSorted());
});

test('what could not be loaded before there is an element is asked for again', async ({
  page,
  jobs,
  files,
  open,
  browserConsole,
}) => {
  await open('');
  browserConsole.allow(/^error: Failed to load resource/);
  await page.route(`${files.origin}/*.wasm`, (route) => route.abort(), { times: 1 });
  const failed = await page.evaluate(async (origin) => {
    const { preload } = await import(`${origin}/element.js`);
    return preload().then(
      () => undefined,
      (error: Error) => error.message,
    );
  }, files.origin);
  expect(failed).toContain('failed to load');
  await page.setContent('<devserver-jobs project-id="demo"></devserver-jobs>');
  await expect(jobs.heading).toHaveText('Jobs (1)');
});

test('the definition by itself defines nothing, and takes any tag and what mounts it', async ({ page, files, open }) => {
  await open('');
  const seen = await page.evaluate(async (origin) => {
    const { define } = await import(`${origin}/define.js`);
    const before = customElements.get('devserver-jobs') !== undefined;
    const languages: string[] = [];
    const handle = { update: () => {}, refresh: () => {}, reset: () => {}, free: () => {} };
    const mount = (shadow: ShadowRoot) => {
      shadow.append('A stand-in');
      return handle;
    };
    define('other-jobs', async (language: string) => {
      languages.push(language);
      return { mount, messages: {} };
    });
    const element = document.createElement('other-jobs');
    const early = languages.length;
    document.body.append(element);
    while (!element.shadowRoot?.textContent) await new Promise(requestAnimationFrame);
    return { before, early, languages, text: element.shadowRoot?.textContent };
  }, files.origin);
  expect(seen).toEqual({ before: false, early: 0, languages: ['en-US'], text: 'A stand-in' });
  expect(files.asked).toEqual(['define.js']);
});

test('the package stays within its budgets', async ({}, info) => {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const sent = async (name: string) => brotliCompressSync(await readFile(join(folder, name)), { params }).length;
  const sum = async (names: string[]) => (await Promise.all(names.map(sent))).reduce((one, other) => one + other);
  const loader = await sum(['element.js', 'define.js']);
  // The style sheet is in the WebAssembly.
  const shown = await sum(['devserver-jobs.js', 'devserver-jobs_bg.wasm']);
  const words = Math.max(await sent('en-US.js'), await sent('zh-CN.js'));
  const first = loader + shown + words;
  const whole = loader + shown + (await sum(['devserver-jobs_lazy.wasm', 'en-US.js', 'zh-CN.js']));
  const number = (bytes: number) => bytes.toLocaleString('en');
  const report =
    `${number(first)} of ${number(BUDGET)} bytes for the list; ${number(loader)} of ${number(LOADER_BUDGET)} before; ` +
    `${number(whole)} of ${number(WHOLE_BUDGET)} for everything`;
  info.annotations.push({ type: 'budget', description: report });
  console.log(report);
  expect(loader, report).toBeLessThanOrEqual(LOADER_BUDGET);
  expect(first, report).toBeLessThanOrEqual(BUDGET);
  expect(whole, report).toBeLessThanOrEqual(WHOLE_BUDGET);
});

test('every entry of the package is there, and can be imported where there is no browser', async () => {
  const { exports, types, customElements, sideEffects, version } = await json(join(folder, 'package.json'));
  const named = JSON.stringify([exports, types, customElements, sideEffects]).match(/"\.?\/?[\w./*-]+\.\w+"/g) ?? [];
  const paths = named.map((text) => JSON.parse(text)).filter((path) => !path.includes('*'));
  expect(paths.length).toBeGreaterThan(10);
  for (const path of paths) expect(existsSync(join(folder, path)), path).toBe(true);
  expect(await readdir(join(folder, 'themes'))).toContain('huawei.css');
  expect(await readFile(join(root, 'Cargo.toml'), 'utf8')).toContain(`version = "${version}"`);

  expect(Object.keys(await import('devserver-jobs')).toSorted()).toEqual(['define', 'mount', 'preload']);
  expect(Object.keys(await import('devserver-jobs/define'))).toContain('define');
  expect((await import('devserver-jobs/locale/zh-CN')).default.refresh).toBe('刷新');
});

// Bundlers that read `main` and not `exports` found no entry point.
test('tools find every entry and its types', async () => {
  const run = promisify(execFile);
  const tool = (name: string) => join(import.meta.dirname, 'node_modules/.bin', name);
  // Each ends with an error, and its report, where it finds one.
  await run(tool('publint'), ['run', '--strict', folder]);
  // Only browsers run it, so there is no entry for `require`.
  await run(tool('attw'), ['--pack', folder, '--profile', 'esm-only']);
  const { main, module } = await json(join(folder, 'package.json'));
  expect([main, module]).toEqual(['./element.js', './element.js']);
});

test('a classic script finds where it lies, or says what to set', async ({ page, jobs, files, open, browserConsole }) => {
  await open(`<script src="${files.origin}/devserver-jobs.classic.js"></script><devserver-jobs project-id="demo"></devserver-jobs>`);
  await expect(jobs.heading).toHaveText('Jobs (1)');

  // Evaluated, as a sandbox does it.
  await open('<devserver-jobs project-id="demo"></devserver-jobs>');
  const evaluate = (name: string) =>
    page.evaluate(async (name) => {
      const text = await (await fetch(name)).text();
      return new Promise<string>((done) => {
        addEventListener('error', ({ message }) => done(message), { once: true });
        setTimeout(() => {
          Function(text)();
          done('');
        });
      });
    }, `${files.origin}/${name}`);
  browserConsole.allow(/cannot find its own URL/);
  expect(await evaluate('devserver-jobs.classic.js')).toContain('set window.devserverJobsBase');
  await page.evaluate((origin) => Object.assign(window, { devserverJobsBase: `${origin}/` }), files.origin);
  expect(await evaluate('devserver-jobs.classic.js')).toBe('');
  await expect(jobs.heading).toHaveText('Jobs (1)');
});

test('what the package says of itself leads to files that are in it', async () => {
  const guides = await Promise.all(['README.md', 'theming.md'].map(read));
  const links = guides.flatMap((text) => [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path));
  expect(links).toEqual(expect.arrayContaining(['theming.md', 'themes/huawei.css']));
  for (const path of links) expect(existsSync(join(folder, path)), path).toBe(true);
});

test('types and custom-elements.json have all that is in the contract', async ({ contract }) => {
  const index = await read('index.d.ts');
  const frameworks = await Promise.all(['react', 'vue', 'svelte', 'solid'].map((name) => read(`${name}.d.ts`)));
  const { modules } = await json(join(folder, 'custom-elements.json'));
  const [element] = modules[0].declarations;
  const names = (list: { name: string }[]) => list.map(({ name }) => name);
  const { settings, events, methods, states } = contract;

  expect(element.tagName).toBe(contract.tag);
  expect(names(element.attributes)).toEqual(settings.flatMap(({ attribute }) => attribute ?? []));
  expect(names(element.members)).toEqual([...settings.map(({ property }) => property), ...names(methods)]);
  expect(names(element.events)).toEqual(names(events));
  expect(names(element.cssStates)).toEqual(names(states));
  expect(names(element.cssProperties)).toContain('--devserver-jobs-accent');
  expect(names(element.cssParts)).toContain('root');

  for (const { attribute, property } of settings) {
    expect(index).toContain(`\n  ${property}?: `);
    expect(index).toContain(`\n  get ${property}(): `);
    if (attribute) expect(index).toContain(`\n  "${attribute}"?: `);
  }
  for (const { name, detail } of events) {
    expect(index).toContain(`"${name}": CustomEvent<${detail}>;`);
    for (const text of frameworks) expect(text).toContain(`CustomEvent<jobs.${detail}>`);
  }
});
