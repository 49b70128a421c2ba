import type { Page } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: when it began, how long it took, and how much of that the thread was at work. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly url?: string } };
}

/** What the page's main thread did between one poll's answer and the next one's. */
export interface PolledSpan {
  /** Milliseconds of work from the answer's arrival to the end of the frame that shows it; null: it changed no row in sight. */
  readonly toPaint: number | null;
  /** Of all its tasks in the span, in milliseconds of work. */
  readonly longestTask: number;
}

const categories = [
  "toplevel",
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "blink.user_timing",
];
/** Set where a poll has changed a meter in sight; seconds that pass change none. */
const changedMark = "board changed";
const taskNames = new Set(["RunTask", "ThreadControllerImpl::RunTask"]);

/**
 * Records the page through some polls. Work is counted in time of the thread, so that what else the machine does has no
 * part in it; waiting for the screen's next frame has none either.
 */
export async function recordPolls(page: Page, polls: number): Promise<PolledSpan[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page has no browser to be recorded.");
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: categories },
  });
  await page.evaluate((mark) => {
    new MutationObserver(() => performance.mark(mark)).observe(document.body, {
      subtree: true,
      attributeFilter: ["aria-valuenow"],
    });
  }, changedMark);
  for (let poll = 0; poll <= polls; poll += 1)
    await page.waitForResponse((response) => response.url().includes("/api/v1/campaigns?since="));
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return spansOf(events);
}

function spansOf(events: readonly TraceEvent[]): PolledSpan[] {
  const main = mainThreadOf(events);
  const tasks = outermost(main.filter(({ name }) => taskNames.has(name)));
  const answers = main.filter(({ name }) => name === "ResourceFinish").map(({ ts }) => ts);
  const sent = main
    .filter(
      ({ name, args }) => name === "ResourceSendRequest" && args?.data?.url?.includes("campaigns?since="),
    )
    .map(({ ts }) => ts);
  const arrivals = sent.flatMap((at) => answers.find((answer) => answer > at) ?? []);
  const marks = main.filter(({ name }) => name === changedMark).map(({ ts }) => ts);
  const commits = main.filter(({ name }) => name === "Commit").map(({ ts }) => ts);
  return arrivals.slice(0, -1).map((arrival, index) => {
    const until = arrivals[index + 1] ?? arrival;
    const within = tasks.filter(({ ts }) => ts >= arrival - 1000 && ts < until);
    const changed = marks.find((mark) => mark > arrival && mark < until);
    const shown = changed && commits.find((commit) => commit > changed);
    const work = within.filter(({ ts }) => shown !== undefined && ts <= shown).reduce(sumOfWork, 0);
    return {
      toPaint: shown === undefined ? null : work,
      longestTask: Math.max(...within.map(workOf)),
    };
  });
}

function sumOfWork(sum: number, task: TraceEvent): number {
  return sum + workOf(task);
}

function mainThreadOf(events: readonly TraceEvent[]): TraceEvent[] {
  const threads = events.filter(
    ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain",
  );
  const of = ({ pid, tid }: TraceEvent) => events.filter((event) => event.pid === pid && event.tid === tid);
  const [busiest = []] = threads.map(of).toSorted((one, other) => other.length - one.length);
  return busiest.toSorted((one, other) => one.ts - other.ts || (other.dur ?? 0) - (one.dur ?? 0));
}

/** Tasks run within tasks are counted with these. */
function outermost(tasks: readonly TraceEvent[]): TraceEvent[] {
  let end = 0;
  return tasks.filter(({ ts, dur = 0 }) => {
    if (ts < end) return false;
    end = ts + dur;
    return true;
  });
}

function workOf({ tdur = 0 }: TraceEvent): number {
  return tdur / 1000;
}
