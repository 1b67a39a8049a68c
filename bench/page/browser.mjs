// The system's Chromium, one for each visit, with nothing kept from the visit before; and what memory its renderer
// took. It knows no subject.
import { readFileSync } from "node:fs";

import { chromium } from "playwright-core";

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A slow phone: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const SLOW_NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

/**
 * Opens a page that has been somewhere on that server already, so that starting a process is in no number, calls
 * `act` with it, and ends the browser. `slowdown` is of the processor.
 */
export async function withPage({ blank, script, slowdown = 1, isNetworkSlow = false }, act) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
  });
  try {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-US",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(blank);
    await page.addInitScript(script);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
    if (isNetworkSlow) await devtools.send("Network.emulateNetworkConditions", SLOW_NETWORK);
    if (slowdown > 1) await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    // A browser that has just started has things to do.
    await page.waitForTimeout(300);
    const result = await act({ page, devtools, browser });
    if (errors.length > 0) throw new Error(`the page failed: ${errors[0]}`);
    return result;
  } finally {
    await browser.close();
  }
}

/** What the page's JavaScript holds after a collection, in bytes. */
export async function heap(devtools) {
  await devtools.send("HeapProfiler.enable");
  // What the first one frees may be what kept something else alive.
  for (let turn = 0; turn < 3; turn += 1) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await devtools.send("Runtime.getHeapUsage");
  return { used: usedSize, buffers: backingStorageSize ?? 0 };
}

/** The most memory that the page's process ever had, in bytes. The others of the browser show no page and have less. */
export async function peak(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const peaks = renderers.map(({ id }) => {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, "utf8"));
    return Number(kilobytes) * 1024;
  });
  return Math.max(...peaks);
}
