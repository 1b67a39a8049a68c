// Starts a program as a child process, waits for it, stops it, and never leaves it running.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
const target = resolve(root, process.env.CARGO_TARGET_DIR || 'target');

/** The path of a program of this checkout's release build. */
export function built(name: string): string {
  return join(target, 'release', name);
}

/** Throws an error with the command that builds a missing file. */
export function needs(file: string, command: string): void {
  if (!existsSync(file)) throw new Error(`${file} is missing: \`${command}\` builds it`);
}

// Settings of the machine for gateways and clouds must not affect tests.
const SETTINGS = /^(DEVSERVER_JOBS_|HUAWEICLOUD_)|_proxy$/i;

export abstract class Process {
  private child: ChildProcess | undefined;
  private printed = '';

  protected constructor(private readonly name: string) {}

  get running(): boolean {
    return this.child !== undefined;
  }

  /** Starts the program and waits until it is ready. It runs until `stop`. */
  protected async run(
    program: string,
    args: readonly string[],
    ready: RegExp,
    env: Record<string, string> = {},
  ): Promise<RegExpExecArray> {
    if (this.child) throw new Error(`${this.name} is already running`);
    const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
    const child = spawn(program, args, {
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    running.add(child);
    child.once('close', () => running.delete(child));
    this.printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    }
    try {
      return await this.says(ready);
    } catch (error) {
      this.child = undefined;
      throw error;
    }
  }

  /** Waits until the program has printed this on either stream. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const child = this.child;
    if (!child) throw new Error(`${this.name} is not running`);
    return new Promise((said, failed) => {
      const look = () => {
        const found = pattern.exec(this.printed);
        if (found) said(found);
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
      child.once('error', failed);
      child.once('close', (code) => failed(new Error(`${this.name} ended (${code}):\n${this.printed}`)));
      look();
    });
  }

  /** Sends SIGTERM, and returns the exit code when the program has ended. */
  async terminate(): Promise<number | null> {
    const child = this.child;
    if (!child) throw new Error(`${this.name} is not running`);
    this.child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${this.name} ended by itself (${child.exitCode ?? child.signalCode}):\n${this.printed}`);
    }
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const [code] = await closed;
    return code;
  }

  /** Like `terminate`, but kills it if it does not end in time. Does nothing if it is not running. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child) return;
    const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
    try {
      await this.terminate();
    } finally {
      clearTimeout(impatience);
    }
  }
}

// A worker that Playwright ends early leaves no process behind.
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
