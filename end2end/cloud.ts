// The fake cloud: checks every signature, counts every call, and fails as requested. Tests nothing.
import { Process, built, needs } from './process';

const program = built('devserver-jobs-fake-cloud');

/** Invented, and valid for this cloud only. */
export const KEY = { ak: 'END2ENDEXAMPLEKEY001', sk: 'end2endExampleSecret/0123456789+abcdefghij' };

/** The request that fake-cloud/src/control.rs parses. */
export type Behaviour = {
  kind: string;
  /** For this number of calls; without it for all further calls. */
  times?: number;
  /** The body is sent in pieces of this size, one for each `release`. */
  drip_bytes?: number;
  /** The number of pieces that `release` lets through. */
  count?: number;
  chunked?: boolean;
};

export type Calls = {
  count: number;
  /** The number of calls that wait for their response or the rest of it. */
  in_flight: number;
  calls: { method: string; target: string }[];
};

export class Cloud extends Process {
  /** Its URL, without a slash at the end. */
  url = '';

  constructor(private readonly flags: readonly string[]) {
    super('the fake cloud');
  }

  async start(): Promise<void> {
    needs(program, 'cargo build --release -p devserver-jobs-fake-cloud');
    const args = ['--listen', '127.0.0.1:0', '--ak', KEY.ak, '--sk', KEY.sk, ...this.flags];
    const [, url] = await this.run(program, args, /^Listening on (http:\/\/\S+)\/$/m);
    this.url = url ?? '';
  }

  async behave(behaviour: Behaviour): Promise<void> {
    const response = await fetch(`${this.url}/_behave`, { method: 'POST', body: JSON.stringify(behaviour) });
    if (!response.ok) throw new Error(`the fake cloud: ${await response.text()}`);
  }

  async calls(): Promise<Calls> {
    return (await fetch(`${this.url}/_calls`)).json();
  }
}
