// A refresh of a large list transfers only the changes: the browser stores a list as a dictionary, and the next one is
// compressed with it (RFC 9842), over plain HTTP on this machine and through nginx.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from '@playwright/test';

import { Cloud, KEY } from './cloud';
import { Gateway } from './gateway';
import { Nginx } from './nginx';
import { NOW, expect, test } from './serving';

const JOBS = 100_000;
const LIST = 'v1/alpha/dev-servers/jobs';
const NAME = '"name":"';

/** A cloud in which three jobs have another name at each request. */
class Changing {
  readonly cloud = new Cloud(['--jobs-at', NOW, '--jobs', String(JOBS)]);
  url = '';
  /** Its last response. */
  last: Buffer = Buffer.alloc(0);
  private answers = 0;
  private readonly server: Server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const { hostname, port } = new URL(this.cloud.url);
    const passed = request({ hostname, port, method, path: url, headers, agent: false }, (list) => {
      const chunks: Buffer[] = [];
      list.on('data', (chunk: Buffer) => chunks.push(chunk));
      list.on('end', () => {
        this.last = this.changed(Buffer.concat(chunks));
        answer.writeHead(list.statusCode ?? 502, { 'Content-Type': 'application/json' });
        answer.end(this.last);
      });
    });
    passed.end();
  });

  async start(): Promise<void> {
    await this.cloud.start();
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    await this.cloud.stop();
  }

  private changed(list: Buffer): Buffer {
    this.answers += 1;
    const parts: (Buffer | string)[] = [];
    let from = 0;
    for (let job = 1; job <= 3; job += 1) {
      const at = list.indexOf(NAME, (list.length * job) / 4) + NAME.length;
      parts.push(list.subarray(from, at), `changed-${this.answers}-`);
      from = at;
    }
    parts.push(list.subarray(from));
    return Buffer.concat(parts.map((part) => Buffer.from(part)));
  }
}

/** The transfer size of each list that this page received, including headers. */
async function lists(page: Page): Promise<number[]> {
  const sizes: number[] = [];
  const lists = new Set<string>();
  const browser = await page.context().newCDPSession(page);
  await browser.send('Network.enable');
  browser.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.url.endsWith(LIST)) lists.add(requestId);
  });
  browser.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (lists.has(requestId)) sizes.push(encodedDataLength);
  });
  return sizes;
}

/** Requests the list as the page does, and returns the decoded response. */
const HASH = `async (url) => {
  const body = await (await fetch(url, { headers: { accept: 'application/json' } })).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}`;

for (const way of ['the gateway itself', 'nginx'] as const) {
  test(`three changed jobs of 100,000 are all that a refresh moves: ${way}`, async ({ page, jobs }) => {
    const changing = new Changing();
    await changing.start();
    const behind = way === 'nginx' ? ['--base-path', '/portal/jobs', '--trusted-proxy', '127.0.0.1'] : [];
    const flags = ['--endpoint', changing.url, '--projects', 'alpha', '--cache-ttl', '0', ...behind];
    const key = { HUAWEICLOUD_SDK_AK: KEY.ak, HUAWEICLOUD_SDK_SK: KEY.sk };
    const gateway = new Gateway('serve', behind.length > 0 ? [...flags, '--allow-anonymous'] : flags, key);
    await gateway.start();
    const nginx = behind.length > 0 ? new Nginx(gateway) : undefined;
    await nginx?.start();
    try {
      jobs.base = nginx?.url ?? gateway.url;
      const sizes = await lists(page);
      await jobs.goto();
      await expect(jobs.heading).toHaveText('Jobs (100,000)');
      await expect.poll(() => sizes.length).toBe(1);
      expect(sizes[0], 'the first one is all of it').toBeGreaterThan(1_000_000);

      // The browser stores the dictionary after the last byte, and there is no event for it.
      const refreshed = async () => {
        const before = sizes.length;
        await jobs.refresh.click();
        await expect.poll(() => sizes.length).toBe(before + 1);
        return sizes.at(-1);
      };
      await expect.poll(refreshed, { timeout: 30_000 }).toBeLessThanOrEqual(20_000);
      await expect(jobs.heading).toHaveText('Jobs (100,000)');
      for (let again = 0; again < 3; again += 1) expect(await refreshed()).toBeLessThanOrEqual(20_000);

      const hash = await page.evaluate(`(${HASH})(${JSON.stringify(jobs.base + LIST)})`);
      expect(hash, 'the same bytes').toBe(createHash('sha256').update(changing.last).digest('hex'));
      expect(sizes.at(-1)).toBeLessThanOrEqual(20_000);
    } finally {
      await page.goto('about:blank');
      await nginx?.stop();
      await gateway.stop();
      await changing.stop();
    }
  });
}
