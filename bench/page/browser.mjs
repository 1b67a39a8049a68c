// The system's Chromium: profiles, pages, and the memory of a renderer. It does not depend on the subjects.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { chromium } from "playwright-core";

const SYSTEM = {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
const READER = {
  viewport: { width: 1280, height: 800 },
  locale: "en-US",
  timezoneId: "Asia/Shanghai",
  reducedMotion: "reduce",
};

/** A slow phone: 1.6 Mbit/s down, 750 kbit/s up, 150 ms round trip. */
const SLOW_NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
/** How long to wait in milliseconds until a page that was just opened, or a browser that was just started, is idle. */
const PAGE_START = 400;
const BROWSER_START = 1000;

/** A browser without history: every page has its own profile, which is removed with it. */
export class Strangers {
  static async start() {
    const strangers = new Strangers();
    strangers.browser = await chromium.launch(SYSTEM);
    await sleep(BROWSER_START);
    return strangers;
  }

  /** Calls `act` with a page. `slowdown` is the factor by which the processor is slowed down. */
  async withPage(settings, act) {
    const context = await this.browser.newContext(READER);
    try {
      return await visit(context, this.browser, settings, act);
    } finally {
      await context.close();
    }
  }

  end() {
    return this.browser.close();
  }
}

/** A profile that is kept between visits, with everything that a browser stores in it. Each session is a new browser. */
export class Profile {
  folder = mkdtempSync(join(tmpdir(), "bench-profile-"));

  /** Calls `act` with a session. */
  async withSession(act) {
    const context = await chromium.launchPersistentContext(this.folder, { ...SYSTEM, ...READER });
    try {
      await sleep(BROWSER_START);
      return await act({ withPage: (settings, act) => visit(context, context.browser(), settings, act) });
    } finally {
      await context.close();
    }
  }

  end() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function visit(context, browser, { script, slowdown = 1, isNetworkSlow = false }, act) {
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript(script);
  const devtools = await context.newCDPSession(page);
  if (isNetworkSlow) {
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", SLOW_NETWORK);
  }
  if (slowdown > 1) await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await sleep(PAGE_START);
  const result = await act({ page, devtools, browser });
  if (errors.length > 0) throw new Error(`the page failed: ${errors[0]}`);
  await page.close();
  return result;
}

/** The size of the page's JavaScript heap after garbage collection, in bytes. */
export async function heap(devtools) {
  await devtools.send("HeapProfiler.enable");
  // Objects that the first collection frees may have kept others alive.
  for (let turn = 0; turn < 3; turn += 1) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = await devtools.send("Runtime.getHeapUsage");
  return { used: usedSize, buffers: backingStorageSize ?? 0 };
}

/** How long the page's main thread has been busy, in milliseconds: script, style, layout, paint and other tasks. */
export async function mainThread(devtools) {
  await devtools.send("Performance.enable");
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
}

/** The peak memory of the page's process, in bytes. The other processes of the browser have less. */
export async function peak(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const peaks = renderers.map(({ id }) => {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, "utf8"));
    return Number(kilobytes) * 1024;
  });
  return Math.max(...peaks);
}
