// The real Redis in which replicas of the gateway meet. Tests nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from './nginx';
import { Process } from './process';

export class Engine extends Process {
  /** What `--shared` is given. */
  url = '';
  private folder = '';

  constructor() {
    super('redis-server');
  }

  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'devserver-jobs-engine-'));
    const port = await freePort();
    const listen = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', this.folder];
    const nothingOnDisk = ['--save', '', '--appendonly', 'no', '--daemonize', 'no'];
    await this.run('redis-server', [...listen, ...nothingOnDisk], /Ready to accept connections/);
    this.url = `redis://127.0.0.1:${port}`;
  }

  override async stop(): Promise<void> {
    try {
      await super.stop();
    } finally {
      await rm(this.folder, { recursive: true });
    }
  }
}
