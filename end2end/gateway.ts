// The release gateway as a process of its own: started, stopped and started again on the same port. Tests nothing.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
// What is tested is what the release build left in this checkout. To test a copy, while the next build is under way,
// name its gateway in DEVSERVER_JOBS_GATEWAY and the folder of its page in DEVSERVER_JOBS_DIST.
const target = resolve(root, process.env.CARGO_TARGET_DIR || 'target');
const program = resolve(process.env.DEVSERVER_JOBS_GATEWAY || join(target, 'release', 'devserver-jobs-gateway'));
const page = resolve(process.env.DEVSERVER_JOBS_DIST || join(root, 'dist'));

export class Gateway {
  /** With a slash at the end. Stays the same over `stop` and `start`. */
  url = '';
  private child: ChildProcess | undefined;
  private printed = '';

  constructor(private readonly flags: readonly string[]) {}

  get running(): boolean {
    return this.child !== undefined;
  }

  async start(): Promise<void> {
    if (this.child) throw new Error('the gateway is already running');
    for (const [file, command] of [
      [program, 'cargo build --release -p devserver-jobs-gateway'],
      [join(page, 'index.html'), 'trunk build --release'],
    ] as const) {
      if (!existsSync(file)) throw new Error(`${file} is missing: \`${command}\` builds it`);
    }

    // The first start takes any free port, later ones the same again: the page holds its address.
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const child = spawn(program, ['demo', '--listen', listen, '--assets', page, ...this.flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    running.add(child);
    child.once('close', () => running.delete(child));
    this.printed = '';

    this.url = await new Promise<string>((listening, failed) => {
      const read = (chunk: Buffer) => {
        this.printed += chunk.toString();
        const line = /^Listening on (http:\/\/\S+)$/m.exec(this.printed);
        if (line?.[1]) listening(line[1]);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', failed);
      child.once('close', (code) => failed(new Error(`the gateway ended at once (${code}):\n${this.printed}`)));
    });
  }

  async stop(): Promise<void> {
    const child = this.child;
    if (!child) return;
    this.child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the gateway ended by itself (${child.exitCode ?? child.signalCode}):\n${this.printed}`);
    }
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await closed;
    clearTimeout(impatience);
  }
}

// A worker that Playwright ends early leaves no gateway behind.
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
