// A real Redis as the shared engine of the gateway's replicas. Tests nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onFreePort } from './nginx';
import { Process } from './process';

export class Engine extends Process {
  /** The value for `--shared`. */
  url = '';
  private folder = '';

  constructor() {
    super('redis-server');
  }

  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'devserver-jobs-engine-'));
    const nothingOnDisk = ['--dir', this.folder, '--save', '', '--appendonly', 'no', '--daemonize', 'no'];
    this.url = await onFreePort(async (port) => {
      const listen = ['--bind', '127.0.0.1', '--port', `${port}`];
      await this.run('redis-server', [...listen, ...nothingOnDisk], /Ready to accept connections/);
      return `redis://127.0.0.1:${port}`;
    });
  }

  override async stop(): Promise<void> {
    try {
      await super.stop();
    } finally {
      await rm(this.folder, { recursive: true });
    }
  }
}
