// One server for all subjects, in its own thread: the built files with brotli, and the recorded bytes of the list, at
// full speed or with a limit in bytes per second, both with headers for caching. Messages set its next responses. It does
// not depend on the subjects.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
/** The files that count as part of the page. */
const COUNTED = [".html", ".js", ".css", ".wasm"];
/** Files whose names change with their content, as Vite and our own build name them. */
const KEPT = /\/assets\/|\/build-[0-9a-f]{16}_/;
const LIST = /^\/v1\/[\w-]+\/dev-servers\/jobs$/;
/** The interval at which the next bytes of a slow body are sent, in milliseconds. */
const DRIP = 4;

const files = new Map();
for (const [name, folder] of Object.entries(workerData.folders)) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(folder.length).replace(/^\/?/, `/${name}/`);
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    const [end, body] = [extname(path), brotli(bytes)];
    files.set(path.replace(/index\.html$/, ""), {
      type: TYPES[end] ?? "application/octet-stream",
      cache: KEPT.test(path) ? "public, max-age=31536000, immutable" : "no-cache",
      tag: `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`,
      body,
      counted: COUNTED.includes(end),
      later: workerData.later.some((name) => path.endsWith(name)),
    });
  }
}
// As in the gateway, the texts of the browser's language are preloaded; here this is English.
for (const path of files.keys()) {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  if (path.endsWith("_en-US.js") && files.has(folder)) {
    files.get(folder).link = { Link: `<${path.slice(folder.length)}>; rel=modulepreload` };
  }
}

/** The current list: the name of the body, and the bytes per second; 0 means no limit. */
let list = { body: "", rate: 0 };
/** How often it was set; each time it counts as another list. */
let version = 0;
/** The bytes of pages and of lists that were sent since then. */
let sent = nothing();

const server = createServer((request, response) => {
  const path = new URL(request.url, "http://localhost").pathname;
  if (LIST.test(path)) {
    void sendList(request, response);
    return;
  }
  const file = files.get(path);
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  const headers = { "Cache-Control": file.cache, ETag: file.tag, ...file.link };
  if (request.headers["if-none-match"] === file.tag) {
    response.writeHead(304, headers).end();
    return;
  }
  if (file.counted) {
    sent.all_bytes += file.body.length;
    if (!file.later) sent.page_bytes += file.body.length;
  }
  response.writeHead(200, {
    ...headers,
    "Content-Type": file.type,
    "Content-Encoding": "br",
    "Content-Length": file.body.length,
  });
  response.end(file.body);
});

async function sendList(request, response) {
  const { rate } = list;
  const bytes = workerData.bodies[list.body];
  const headers = { "Cache-Control": "private, no-cache", ETag: `"${version}"` };
  if (request.headers["if-none-match"] === headers.ETag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.socket.setNoDelay(true);
  sent.list_bytes += bytes.length;
  response.writeHead(200, { ...headers, "Content-Type": "application/json", "Content-Length": bytes.length });
  if (rate === 0) {
    response.end(bytes);
    return;
  }
  // The bytes that are due by the clock, so that a late timer does not delay the end.
  const start = performance.now();
  for (let at = 0; at < bytes.length && !response.destroyed; ) {
    const due = Math.min(bytes.length, Math.floor(((performance.now() - start) / 1000) * rate));
    if (!response.writableNeedDrain) {
      response.write(bytes.subarray(at, due));
      at = due;
    }
    await sleep(DRIP);
  }
  response.end();
}

function nothing() {
  return { page_bytes: 0, all_bytes: 0, list_bytes: 0 };
}

function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
}

server.listen(0, "127.0.0.1", () => parentPort.postMessage({ port: server.address().port }));
parentPort.on("message", (message) => {
  if (message.list) {
    [list, sent] = [message.list, nothing()];
    version += 1;
  }
  parentPort.postMessage(sent);
});
