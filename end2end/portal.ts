// A page of another origin that may contain the component, with its own files and a strict policy. Tests nothing.
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

import { dist } from './gateway';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** A response in place of a file. */
export type Spoiled = { status?: number; type?: string; body?: string | Buffer };

export class Portal {
  /** The body of its page. */
  body = '';
  /** As the browser writes it. */
  origin = '';
  /** The policy that README.md states as sufficient; `connect-src` depends on the server. */
  policy = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";
  /** Replacements for files of the component, by name; without a result, the file is served as usual. */
  readonly spoiled = new Map<string, Spoiled | ((request: IncomingMessage) => Spoiled | undefined | Promise<undefined>)>();
  /** The requested files of the component, by name. */
  readonly asked: string[] = [];
  /** The target of redirects for API requests, if there is one. */
  signIn = '';
  /** Pages besides the one at `/`, by path. */
  readonly pages = new Map<string, string>();
  private readonly server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://portal').pathname;
    const send = (type: string, content: string | Buffer, status = 200) => {
      const headers = { 'Content-Type': type, 'Content-Security-Policy': this.policy };
      // A frame with an opaque origin can load them, too.
      response.writeHead(status, { ...headers, 'Access-Control-Allow-Origin': '*' }).end(content);
    };
    const name = /^\/devserver-jobs\/([\w-]+\.(?:js|wasm))$/.exec(path)?.[1];
    // Without the ID of the build, which is only in the files themselves.
    const plain = name?.replace(/^build-[0-9a-f]{16}_/, '') ?? '';
    if (name) this.asked.push(plain);
    const page = path === '/' ? this.body : this.pages.get(path);
    const spoil = this.spoiled.get(plain);
    const spoiled = typeof spoil === 'function' ? await spoil(request) : spoil;
    if (this.signIn && path.startsWith('/v1/')) {
      response.writeHead(302, { Location: this.signIn }).end();
    } else if (page !== undefined) {
      send(TYPES['.html'] ?? '', `<!doctype html><html lang="en"><title>Portal</title><main>${page}</main></html>`);
    } else if (spoiled) {
      send(spoiled.type ?? 'text/plain', spoiled.body ?? 'Not found.', spoiled.status);
    } else if (name) {
      send(TYPES[extname(name)] ?? '', await readFile(join(dist, name)));
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

  /** Adds the component to the page. */
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

/** A file of the current build, changed into one of another build: all IDs have the same length. */
export async function ofAnotherBuild(name: string): Promise<Spoiled> {
  const names = await readdir(dist);
  const found = names.find((one) => one.endsWith(`_${name}`)) ?? '';
  const build = /^build-([0-9a-f]{16})_/.exec(found)?.[1] ?? 'no id';
  const content = (await readFile(join(dist, found))).toString('latin1').replaceAll(build, 'f'.repeat(16));
  return { status: 200, type: TYPES[extname(name)] ?? '', body: Buffer.from(content, 'latin1') };
}
