// A portal's server: the built examples, those that need no building, the tests' own portals, the element's package,
// and the gateway behind /v1/. Tests nothing.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

import { needs, root } from './process';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export const examples = join(root, 'examples');
const built = join(root, 'target/examples');
/** With a page for each address, which finds its way in the browser. */
const ROUTED = /^(\/portals\/(?:vue-router|react-router|sveltekit)\/)[^.]*$/;

export class Site {
  /** Without a slash at the end. */
  url = '';
  private readonly server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const answered = pathname.startsWith('/v1/') ? this.pass(request, response) : send(pathname, response);
    answered.catch((error) => response.destroy(error));
  });

  constructor(private readonly gateway: string) {}

  async start(): Promise<void> {
    needs(join(built, '.built-from'), 'node examples/build.mjs target/examples');
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, ...headers } = request.headers;
    const asked = ask(new URL(request.url ?? '/', this.gateway), { headers });
    response.once('close', () => asked.destroy());
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }
}

async function send(pathname: string, response: ServerResponse): Promise<void> {
  const page = ROUTED.exec(pathname)?.[1] ?? pathname;
  const file = place(page.endsWith('/') ? `${page}index.html` : page);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    // What every browser asks for by itself is not worth a line on its console.
    response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

/** The addresses are the tests' own, and a URL has no way up. */
function place(pathname: string): string {
  if (pathname.startsWith('/devserver-jobs/')) return join(examples, 'node_modules', pathname);
  if (pathname.startsWith('/portals/')) return join(root, 'target', pathname);
  return join(/^\/(html|iframe)\//.test(pathname) ? examples : built, pathname);
}
