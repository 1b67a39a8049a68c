// A page of another origin, which may hold the component: from files of its own, under a strict policy. Tests nothing.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

import { dist } from './gateway';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export class Portal {
  /** What stands in the body of its page. */
  body = '';
  /** As the browser writes it. */
  origin = '';
  private readonly server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://portal').pathname;
    const send = (type: string, content: string | Buffer) => {
      // What README.md says is enough; where it may ask is up to the server it asks.
      const policy = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";
      response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy }).end(content);
    };
    if (path === '/') {
      const html = `<!doctype html><html lang="en"><title>Portal</title><main>${this.body}</main></html>`;
      send(TYPES['.html'] ?? '', html);
    } else if (/^\/devserver-jobs\/[\w-]+\.(js|wasm)$/.test(path)) {
      send(TYPES[extname(path)] ?? '', await readFile(join(dist, path.slice('/devserver-jobs/'.length))));
    } else {
      response.writeHead(204).end();
    }
  });

  /** `localhost` is another site than 127.0.0.1; another port of 127.0.0.1 is only another origin. */
  async start(host = 'localhost'): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.origin = `http://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts the component on the page. */
  embed(attributes: Record<string, string>): void {
    const text = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
    this.body = `
      <script type="module" src="/devserver-jobs/element.js"></script>
      <devserver-jobs${text.join('')}></devserver-jobs>`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
