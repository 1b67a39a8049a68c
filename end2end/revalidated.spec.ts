// How browsers handle an unchanged response. The page relies on it: the browser revalidates with the stored ETag, hides
// the server's "not modified", and returns the stored response, whose ETag the page compares.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Firefox } from './firefox';
import { expect, test } from './fixtures';

type Seen = { status: number; tag: string | null; length: number };

/** A list, and the ETags in the requests for it. */
class Server {
  url = '';
  readonly asked: (string | undefined)[] = [];
  tag = '"1"';
  private readonly server = createServer((request, response) => {
    if (request.url !== '/list') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Empty</title>');
      return;
    }
    const given = request.headers['if-none-match'];
    this.asked.push(given);
    const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-cache', ETag: this.tag };
    if (given === this.tag) response.writeHead(304, headers).end();
    else response.writeHead(200, headers).end(`{"data":[],"tag":${this.tag},"more":"${'x'.repeat(100_000)}"}`);
  });

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** Requests the list, and reads it, or cancels it as the page does with one that it already has. */
const REQUEST = `async (reads) => {
  const controller = new AbortController();
  const response = await fetch('/list', { headers: { accept: 'application/json' }, signal: controller.signal });
  const seen = { status: response.status, tag: response.headers.get('etag'), length: 0 };
  if (reads) seen.length = (await response.text()).length;
  else controller.abort();
  return seen;
}`;

async function check(server: Server, request: (reads: boolean) => Promise<Seen>): Promise<void> {
  const first = await request(true);
  expect(first).toEqual({ status: 200, tag: '"1"', length: first.length });
  // Canceled before its end repeatedly, and then read once more.
  for (const reads of [false, false, false, true]) {
    expect(await request(reads)).toEqual({ status: 200, tag: '"1"', length: reads ? first.length : 0 });
  }
  expect(server.asked, 'the body came once').toEqual([undefined, '"1"', '"1"', '"1"', '"1"']);
  server.tag = '"2"';
  expect(await request(true)).toMatchObject({ status: 200, tag: '"2"' });
  expect(await request(false)).toMatchObject({ status: 200, tag: '"2"' });
  expect(server.asked.slice(5)).toEqual(['"1"', '"2"']);
}

test('Chromium hands over the answer that it keeps', async ({ page }) => {
  const server = new Server();
  await server.start();
  try {
    await page.goto(server.url);
    await check(server, (reads) => page.evaluate(`(${REQUEST})(${reads})`));
  } finally {
    await page.goto('about:blank');
    await server.stop();
  }
});

test('Firefox hands over the answer that it keeps', async () => {
  const [server, firefox] = [new Server(), new Firefox()];
  await server.start();
  try {
    await firefox.start();
    await firefox.open(server.url);
    await check(server, (reads) => firefox.evaluate(`(${REQUEST})(${reads})`));
  } finally {
    await firefox.stop();
    await server.stop();
  }
});
