import { conclude, heading, report } from "@cruiseboard/testing/report";
import { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
import { findBrowser } from "../../scripts/browser.ts";
import { buildPageIfNeeded } from "../../scripts/build-page.ts";
import { browserArguments } from "../browser-arguments.ts";
import { withStage } from "../stage/stage.ts";
import { type PolledSpan, recordPolls } from "./main-thread.ts";
import { startToldBoard } from "./told-board.ts";

/** What the built page costs a browser: to open, to keep up with polls, and to be left open. */
const loads = 5;
const polls = 12;

buildPageIfNeeded();
const { executablePath } = await findBrowser();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  chromiumSandbox: process.getuid?.() !== 0,
  args: [...browserArguments, "--enable-precise-memory-info"],
});
try {
  await opening(browser);
  await keepingUp(browser, { campaigns: 1000, changing: 80 }, [
    { slower: 1, toPaint: 16, longestTask: 16 },
    { slower: 4, toPaint: 80, longestTask: 60 },
  ]);
  await keepingUp(browser, { campaigns: 10_000, changing: 800 }, [{ slower: 4, longestTask: 100 }]);
  await stayingOpen(browser);
} finally {
  await browser.close();
}
conclude();

async function opening(browser: Browser): Promise<void> {
  heading(`opening a board of 60, ${loads} times`);
  await withStage({ campaigns: 60 }, async ({ backend }) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(watchOpening);
    const measured = [];
    for (let load = 0; load < loads; load += 1) measured.push(await open(page, backend.url));
    await page.close();
    const paints = measured.map(({ paint }) => paint);
    report({ name: "largest paint, median", value: median(paints), bound: { atMost: 1000 }, unit: "ms" });
    const shifts = Math.max(...measured.map(({ shift }) => shift));
    report({ name: "layout shift, worst", value: shifts, bound: { atMost: 0.02 } });
  });
}

/**
 * Its largest contentful paint in milliseconds, and its layout shift, for a visitor who has never been there. In a window
 * that is there already: a new one is a page itself, whose own loading would be counted with ours.
 */
async function open(page: Page, url: string): Promise<{ paint: number; shift: number }> {
  await page.goto("about:blank");
  await forgetVisit(page, url);
  const polled = page.waitForResponse((response) => response.url().includes("/api/v1/campaigns?since="));
  await page.goto(url);
  await polled;
  return page.evaluate(() => (window as unknown as { seen: { paint: number; shift: number } }).seen);
}

async function forgetVisit(page: Page, url: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.clearBrowserCache");
  await session.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "all" });
  await session.detach();
}

/** Runs in the page. */
function watchOpening(): void {
  const seen = { paint: 0, shift: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) seen.paint = startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      seen.shift += (entry as PerformanceEntry & { value: number }).value;
  }).observe({ type: "layout-shift", buffered: true });
}

interface Pace {
  /** How many times slower than this machine. */
  readonly slower: number;
  /** Bounds in milliseconds. */
  readonly toPaint?: number;
  readonly longestTask: number;
}

async function keepingUp(
  browser: Browser,
  size: { campaigns: number; changing: number },
  paces: readonly Pace[],
): Promise<void> {
  heading(`${size.campaigns} campaigns, ${size.changing} change with every poll, ${polls} polls`);
  const board = await startToldBoard(size);
  const page = await openTold(browser, board.url);
  const session = await page.context().newCDPSession(page);
  for (const { slower, toPaint, longestTask } of paces) {
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    const spans = await recordPolls(page, polls);
    const of = (figure: keyof PolledSpan) =>
      median(spans.map((span) => span[figure]).filter((value) => value !== null));
    const at = `at ${slower} ×, median`;
    if (toPaint !== undefined)
      report({ name: `data to paint ${at}`, value: of("toPaint"), bound: { atMost: toPaint }, unit: "ms" });
    report({
      name: `longest task ${at}`,
      value: of("longestTask"),
      bound: { atMost: longestTask },
      unit: "ms",
    });
    const worst = Math.max(...spans.map((span) => span.longestTask));
    console.log(`  longest task of all ${spans.length}: ${worst.toFixed(1)} ms`);
  }
  await page.close();
  board.stop();
}

async function stayingOpen(browser: Browser): Promise<void> {
  heading("left open from poll 50 to poll 500, 1,000 campaigns, 80 change");
  const board = await startToldBoard({ campaigns: 1000, changing: 80 });
  const page = await openTold(browser, board.url, { ownTime: true });
  const session = await page.context().newCDPSession(page);
  await passPolls(page, 50);
  const early = await usedHeap(session);
  await passPolls(page, 450);
  const late = await usedHeap(session);
  const objects = (late.objects - early.objects) / 1e6;
  report({ name: "objects in script's heap, growth", value: objects, bound: { atMost: 0.2 }, unit: "MB" });
  console.log(`  code that V8 compiled meanwhile: ${((late.code - early.code) / 1e6).toFixed(2)} MB`);
  await page.close();
  board.stop();
}

async function openTold(browser: Browser, url: string, { ownTime = false } = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  if (ownTime) await page.clock.install();
  await page.goto(url);
  await page.locator("[data-campaign]").first().waitFor();
  if (!ownTime) await page.waitForLoadState("networkidle").catch(() => undefined);
  return page;
}

/** In the page's own time, so that hundreds take no quarter of an hour. */
async function passPolls(page: Page, count: number): Promise<void> {
  for (let poll = 0; poll < count; poll += 1) {
    const answered = page.waitForResponse((response) => response.url().includes("/api/v1/campaigns?since="));
    await page.clock.runFor(2000);
    await (await answered).finished();
  }
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[]];
    };
  };
  readonly nodes: readonly number[];
}

/** Bytes that script still needs: V8 compiles more and more of a page's functions, and keeps that apart. */
async function usedHeap(session: CDPSession): Promise<{ objects: number; code: number }> {
  const chunks: string[] = [];
  const keep = ({ chunk }: { chunk: string }): void => void chunks.push(chunk);
  session.on("HeapProfiler.addHeapSnapshotChunk", keep);
  await session.send("HeapProfiler.takeHeapSnapshot");
  session.off("HeapProfiler.addHeapSnapshotChunk", keep);
  const { snapshot, nodes } = JSON.parse(chunks.join("")) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const used = { objects: 0, code: 0 };
  for (let node = 0; node < nodes.length; node += fields.length) {
    const size = nodes[node + fields.indexOf("self_size")] ?? 0;
    const type = types[0][nodes[node + fields.indexOf("type")] ?? 0];
    if (type === "code") used.code += size;
    // Native objects are outside of script's heap.
    else if (type !== "native") used.objects += size;
  }
  return used;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
