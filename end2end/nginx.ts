// The real nginx in front of a gateway, with the files of gateway/deploy/nginx. Tests nothing.
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Gateway } from './gateway';
import { Process, root } from './process';

const FILES = join(root, 'gateway', 'deploy', 'nginx');

export class Nginx extends Process {
  /** Its URL, with a slash at the end. */
  origin = '';
  private folder = '';

  constructor(
    /** The gateway that it passes requests to. */
    readonly gateway: Gateway,
    /** Changes of the locations, as a platform team makes them. */
    private readonly edit: (locations: string) => string = (locations) => locations,
    /** Further lines of its server block. */
    private readonly besides = '',
  ) {
    super('nginx');
  }

  /** The path of the page. */
  get url(): string {
    return `${this.origin}portal/jobs/`;
  }

  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'devserver-jobs-nginx-'));
    this.origin = await onFreePort(async (port) => {
      await this.startOn(`127.0.0.1:${port}`);
      return `http://127.0.0.1:${port}/`;
    });
  }

  private async startOn(listen: string): Promise<void> {
    const locations = join(this.folder, 'locations.conf');
    const ours: Record<string, string> = {
      server: `server ${new URL(this.gateway.url).host};`,
      listen: `listen ${listen};`,
      server_name: 'server_name 127.0.0.1;',
      ssl_certificate: '',
      ssl_certificate_key: '',
      include: `include ${locations}; ${this.besides}`,
    };
    const site = (await readFile(join(FILES, 'devserver-jobs.conf'), 'utf8')).replace(
      /^\s*(\w+) .*; # yours$/gm,
      (line, directive) => ours[directive] ?? `${line} is not known to the tests;`,
    );
    const main = `
      # One process, so that one id ends it.
      master_process off;
      pid nginx.pid;
      events {}
      http {
        access_log off;
        # As in Debian's own configuration.
        gzip on;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ')}
        ${site}
      }`;
    await writeFile(locations, this.edit(await readFile(join(FILES, 'devserver-jobs-locations.conf'), 'utf8')));
    await writeFile(join(this.folder, 'nginx.conf'), main);
    // It logs when it has opened its port.
    const args = ['-p', this.folder, '-c', 'nginx.conf', '-g', 'daemon off; error_log stderr notice;'];
    await this.run('nginx', args, /using the "\w+" event method/);
  }

  override async stop(): Promise<void> {
    try {
      await super.stop();
    } finally {
      await rm(this.folder, { recursive: true });
    }
  }
}

/**
 * Starts a server that cannot select a free port itself. If another program has taken the port meanwhile, the next one
 * is tried.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (!/address already in use/i.test(`${error}`)) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
