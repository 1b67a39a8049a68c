// A request exactly as it is written: the path is not normalized, and there are no headers of a browser. Tests nothing.
import { once } from 'node:events';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { createBrotliDecompress } from 'node:zlib';

/** The head of the response, as soon as it has arrived. Each request has its own connection. */
export async function ask(base: string, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  const { hostname, port } = new URL(base);
  const sent = request({ hostname, port, path, agent: false, ...options });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
}

/** The status, and the body as text. */
export async function told(answer: IncomingMessage): Promise<[status: number | undefined, body: string]> {
  return [answer.statusCode, await new Reader(answer).rest()];
}

/** Reads a body while it arrives. */
export class Reader {
  private text = '';
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(answer: IncomingMessage) {
    const body = answer.headers['content-encoding'] === 'br' ? answer.pipe(createBrotliDecompress()) : answer;
    this.chunks = body[Symbol.asyncIterator]();
  }

  /** Waits until the received text contains this part, and returns all of it. */
  async until(part: string): Promise<string> {
    while (!this.text.includes(part)) {
      if (!(await this.more())) throw new Error(`the body ended without ${part}`);
    }
    return this.text;
  }

  async rest(): Promise<string> {
    while (await this.more());
    return this.text;
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.chunks.next();
    if (!done) this.text += value.toString();
    return !done;
  }
}
