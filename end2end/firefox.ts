// The system's Firefox, through WebDriver, because Playwright drives only its own builds. Tests nothing.
import { Process } from './process';

export class Firefox extends Process {
  private session = '';

  /** Starts it headless, with further arguments. */
  constructor(private readonly args: readonly string[] = []) {
    super('geckodriver');
  }

  async start(): Promise<void> {
    // `cargo xtask setup` installs it, for the tests in tests/web.
    const driver = process.env.GECKODRIVER || 'geckodriver';
    const [, address] = await this.run(driver, ['--port', '0'], /Listening on (127\.0\.0\.1:\d+)/);
    const options = { 'moz:firefoxOptions': { args: ['-headless', ...this.args] } };
    const url = `http://${address}/session`;
    const { sessionId } = await ask<{ sessionId: string }>('POST', url, { capabilities: { alwaysMatch: options } });
    this.session = `${url}/${sessionId}`;
  }

  async open(url: string): Promise<void> {
    await ask('POST', `${this.session}/url`, { url });
  }

  /** The value of an expression, or of its promise. */
  async evaluate<T>(expression: string): Promise<T> {
    const script = `const done = arguments[0]; (${expression}).then(done, (error) => done(String(error)));`;
    return ask<T>('POST', `${this.session}/execute/async`, { script, args: [] });
  }

  override async stop(): Promise<void> {
    if (this.session) await ask('DELETE', this.session);
    this.session = '';
    await super.stop();
  }
}

async function ask<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  const { value } = (await response.json()) as { value: T & { message?: string } };
  if (!response.ok) throw new Error(`Firefox: ${value.message}`);
  return value;
}
