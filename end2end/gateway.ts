// The release gateway: started, stopped and started again on the same port. Tests nothing.
import { join, resolve } from 'node:path';

import { Process, built, needs, root } from './process';

// What is tested is what the release build left in this checkout. To test a copy, while the next build is under way,
// name its gateway in DEVSERVER_JOBS_GATEWAY and the folder of its page in DEVSERVER_JOBS_DIST.
const program = resolve(process.env.DEVSERVER_JOBS_GATEWAY || built('devserver-jobs-gateway'));
/** The built page. */
export const dist = resolve(process.env.DEVSERVER_JOBS_DIST || join(root, 'dist'));

export class Gateway extends Process {
  /** Where it listens, with a slash at the end. Stays the same over `stop` and `start`. */
  url = '';

  constructor(
    private readonly command: 'demo' | 'serve',
    private readonly flags: readonly string[],
    private readonly env: Record<string, string> = {},
  ) {
    super('the gateway');
  }

  async start(): Promise<void> {
    needs(program, 'cargo build --release -p devserver-jobs-gateway');
    needs(join(dist, 'index.html'), 'trunk build --release');
    // The first start takes any free port, later ones the same again: the page holds its address.
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    // Many tests ask faster than a user does.
    const admin =
      this.command === 'serve' ? ['--admin-listen', 'off', '--query-limit', '0', '--calls-per-second', '0'] : [];
    const args = [this.command, '--listen', listen, ...admin, '--assets', dist, ...this.flags];
    const [, url] = await this.run(program, args, /^Listening on (http:\/\/\S+)$/m, this.env);
    this.url = url ?? '';
  }
}
