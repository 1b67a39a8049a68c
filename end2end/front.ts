// A server before the gateway that passes everything on, and lists as slowly as it is told; it can break the line in
// the middle of one, too: what no answer made up inside the browser can do.
import { createServer, get, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

type Halted = { response: ServerResponse; rest: Buffer };

export class SlowFront {
  /** How many bytes of a list's body come through by themselves; all of them where it is `undefined`. */
  passes: number | undefined;
  /** Whether a list says how long it is. */
  saysLength = true;
  url = '';
  private readonly server: Server;
  private readonly halted = new Set<Halted>();

  constructor(gateway: string) {
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', gateway);
      // No compression: the halt is to fall between two rows that can be counted.
      const answer = get(url, { headers: { 'accept-encoding': 'identity' } }, async (from) => {
        const chunks: Buffer[] = [];
        for await (const chunk of from) chunks.push(chunk);
        const body = Buffer.concat(chunks);
        const isList = url.pathname.endsWith('/dev-servers/jobs');
        const headers = { ...from.headers };
        headers['content-length'] = `${body.length}`;
        if (isList && !this.saysLength) delete headers['content-length'];
        // The page reads no list that it has already; these are to be read.
        if (isList) delete headers.etag;
        response.writeHead(from.statusCode ?? 500, headers);
        if (this.passes === undefined || !isList) {
          response.end(body);
        } else {
          response.flushHeaders();
          response.write(body.subarray(0, this.passes));
          this.halted.add({ response, rest: body.subarray(this.passes) });
        }
      });
      answer.on('error', () => response.destroy());
    });
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** Lets so many more bytes through of the lists that came in part. */
  pass(bytes: number): void {
    for (const halted of this.halted) {
      halted.response.write(halted.rest.subarray(0, bytes));
      halted.rest = halted.rest.subarray(bytes);
    }
  }

  /** Lets all of the lists through that came in part, and those to come. */
  passAll(): void {
    this.passes = undefined;
    for (const { response, rest } of this.halted) response.end(rest);
    this.halted.clear();
  }

  /** Closes the connections of the lists that came through in part. */
  break(): void {
    for (const { response } of this.halted) response.destroy();
    this.halted.clear();
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
