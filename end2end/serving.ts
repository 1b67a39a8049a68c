// What every test of `serve` gets: a cloud, and gateways, nginx and portals as it needs them. Holds no journey.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Cloud, KEY } from './cloud';
import { NOW, axe, expect, leave, test as base } from './fixtures';
import { Gateway } from './gateway';
import { Nginx } from './nginx';
import { Portal } from './portal';

export { NOW, axe, expect };

/** The projects that are served. The fake cloud has jobs for every project. */
export const PROJECTS = ['alpha', 'beta'] as const;

type Fixtures = {
  cloud: Cloud;
  /** Starts a gateway before the cloud, with these flags besides; `jobs` is its page. */
  serve: (flags?: readonly string[], env?: Record<string, string>) => Promise<Gateway>;
  /** Starts nginx before such a gateway; `jobs` is the page behind it. */
  front: (flags?: readonly string[], ...edits: NginxEdits) => Promise<Nginx>;
  /** Starts a server of another origin. */
  portal: (host?: string) => Promise<Portal>;
  /** A file that holds this, until the end of the test. */
  file: (content: string) => Promise<string>;
};

type NginxEdits = [edit?: (locations: string) => string, besides?: string];

export const test = base.extend<Fixtures>({
  // No demo: every test names the server that it asks.
  baseURL: async ({}, use) => use(undefined),

  cloud: async ({}, use) => {
    // Only the jobs stand still: the gateway signs with the machine's clock.
    const cloud = new Cloud(['--jobs-at', NOW]);
    await cloud.start();
    await use(cloud);
    await cloud.stop();
  },

  serve: async ({ cloud, jobs, context }, use) => {
    const gateways: Gateway[] = [];
    await use(async (flags = [], env = {}) => {
      const all = ['--endpoint', cloud.url, '--projects', PROJECTS.join(','), ...flags];
      const key = { HUAWEICLOUD_SDK_AK: KEY.ak, HUAWEICLOUD_SDK_SK: KEY.sk };
      const gateway = new Gateway('serve', all, { ...key, ...env });
      gateways.push(gateway);
      await gateway.start();
      jobs.base = gateway.url;
      return gateway;
    });
    await leave(context);
    for (const gateway of gateways) await gateway.stop();
  },

  front: async ({ serve, jobs, context }, use) => {
    const fronts: Nginx[] = [];
    await use(async (flags = [], ...edits) => {
      // Behind nginx the gateway has to be told who may call.
      const isTold = ['--bearer-file', '--user-header'].some((flag) => flags.includes(flag));
      const callers = isTold ? [] : ['--allow-anonymous'];
      const gateway = await serve(['--base-path', '/portal/jobs', '--trusted-proxy', '127.0.0.1', ...callers, ...flags]);
      const nginx = new Nginx(gateway, ...edits);
      fronts.push(nginx);
      await nginx.start();
      jobs.base = nginx.url;
      return nginx;
    });
    await leave(context);
    for (const nginx of fronts) await nginx.stop();
  },

  portal: async ({ context }, use) => {
    const portals: Portal[] = [];
    await use(async (host) => {
      const portal = new Portal();
      portals.push(portal);
      await portal.start(host);
      return portal;
    });
    await leave(context);
    for (const portal of portals) await portal.stop();
  },

  file: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'devserver-jobs-'));
    let files = 0;
    await use(async (content) => {
      const path = join(folder, `${(files += 1)}`);
      await writeFile(path, content);
      return path;
    });
    await rm(folder, { recursive: true });
  },
});
