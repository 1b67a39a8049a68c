// A server before the gateway that passes everything on, and breaks the line in the middle of a list: what no answer
// made up inside the browser can do.
import { createServer, get, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export class BreakingFront {
  /** How many bytes of a list's body come through until `break` is called; all of them where it is `undefined`. */
  passes: number | undefined;
  url = '';
  private readonly server: Server;
  private readonly halted = new Set<() => void>();

  constructor(gateway: string) {
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', gateway);
      // No compression: the break is to fall between two rows that can be counted.
      const answer = get(url, { headers: { 'accept-encoding': 'identity' } }, async (from) => {
        const chunks: Buffer[] = [];
        for await (const chunk of from) chunks.push(chunk);
        const body = Buffer.concat(chunks);
        response.writeHead(from.statusCode ?? 500, { ...from.headers, 'content-length': body.length });
        if (this.passes === undefined || !url.pathname.startsWith('/v1/')) {
          response.end(body);
        } else {
          response.flushHeaders();
          response.write(body.subarray(0, this.passes));
          this.halted.add(() => response.destroy());
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

  /** Closes the connections of the lists that came through in part. */
  break(): void {
    for (const destroy of this.halted) destroy();
    this.halted.clear();
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
