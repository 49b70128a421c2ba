import type { Page } from "@playwright/test";
import fc from "fast-check";
import { secondsIn } from "./client-clock.ts";
import type { RandomServer } from "./random-server.ts";
import { setVisibility } from "./visibility.ts";

/** What the viewer has done, as far as it decides what the page may do. */
export interface Use {
  hidden: boolean;
  paused: boolean;
  search: string;
  /** Board as cards, whose elements are to stay. */
  readonly cards: boolean;
}

export interface RandomPage {
  readonly page: Page;
  readonly server: RandomServer;
  readonly input: { compose(text: string): Promise<void>; commit(text: string): Promise<void> };
}

type Act = (page: RandomPage, use: Use) => Promise<void>;

/** A command that may always be run: what cannot be done now does nothing. */
class Command implements fc.AsyncCommand<Use, RandomPage> {
  private readonly words: string;
  private readonly act: Act;
  constructor(words: string, act: Act) {
    this.words = words;
    this.act = act;
  }
  check(): boolean {
    return true;
  }
  async run(use: Use, real: RandomPage): Promise<void> {
    real.server.sent = [];
    const before = await shownOn(real.page);
    const quiet = use.hidden || use.paused;
    await this.act(real, use);
    const by = this.words;
    if (quiet && (use.hidden || use.paused) && !asks.test(by)) expectNothing(by, real.server.sent);
    await expectTruth(by, real, use, before);
  }
  toString(): string {
    return this.words;
  }
}

/** What a viewer asks for by hand is asked for, paused or not. */
const asks = /^(remove|undo|open)/;

const minutes = (count: number) => count * 60_000;
const searchField = (page: Page) => page.getByRole("searchbox");

function pressed(page: Page, name: RegExp): Promise<boolean> {
  const button = page.getByRole("button", { name }).first();
  return button
    .evaluate((element: HTMLElement) => element.click(), null, { timeout: 300 })
    .then(
      () => true,
      () => false,
    );
}

const wait = fc
  .integer({ min: 1, max: 20 })
  .map((halves) => command(`wait ${halves / 2} s`, ({ server }) => server.pass(halves * 500)));

const move = fc
  .record({ index: fc.nat(15), called: fc.integer({ min: 0, max: 900 }) })
  .map(({ index, called }) =>
    command(`the server observes ${index}`, ({ server }) => {
      const campaign = server.get(server.keys[index % server.keys.length] ?? "");
      if (campaign) server.put({ ...campaign, calledCallees: called });
      return Promise.resolve();
    }),
  );

const alerts = fc
  .record({ index: fc.nat(15), kind: fc.constantFrom("stalled", "agentAway", "fromTomorrow") })
  .map(({ index, kind }) =>
    command(`${index} needs attention: ${kind}`, ({ server }) => {
      const campaign = server.get(server.keys[index % server.keys.length] ?? "");
      const since = new Date(server.now - 60_000).toISOString();
      if (campaign) server.put({ ...campaign, attention: [{ kind, since }] });
      return Promise.resolve();
    }),
  );

const outage = fc.boolean().map((reachable) =>
  command(reachable ? "the server is back" : "the server is gone", ({ server }) => {
    server.reachable = reachable;
    return Promise.resolve();
  }),
);

const visibility = fc.boolean().map((hidden) =>
  command(hidden ? "hide" : "show", async ({ page, server }, use) => {
    await setVisibility(page, hidden ? "hidden" : "visible");
    use.hidden = hidden;
    await server.settle();
  }),
);

const pause = fc.boolean().map((paused) =>
  command(paused ? "pause" : "resume", async ({ page, server }, use) => {
    if (await pressed(page, paused ? /^Pause updates/ : /^Resume updates|^Resume/)) use.paused = paused;
    await server.settle();
  }),
);

const clock = fc.constantFrom(-120, -10, 10, 120).map((by) =>
  command(`the client's clock is ${by} min off`, async ({ page, server }) => {
    await page.clock.setSystemTime(server.now + minutes(by));
    await server.settle();
  }),
);

const search = fc.constantFrom("", "2570", "by name").map((text) =>
  command(`search "${text}"`, async ({ page, server }, use) => {
    await searchField(page).fill(text);
    await server.pass(500);
    use.search = text;
  }),
);

const compose = fc.constant(
  command("compose without committing", async ({ page, server, input }) => {
    await searchField(page).focus();
    await input.compose("ren wu");
    await server.pass(1000);
    await input.compose("");
    await server.pass(500);
  }),
);

const remove = fc.nat(15).map((index) =>
  command(`remove ${index}`, async ({ page, server }) => {
    const buttons = page.getByRole("button", { name: /^Stop watching Campaign/ });
    const count = await buttons.count();
    if (count > 3) await buttons.nth(index % count).evaluate((element: HTMLElement) => element.click());
    await server.settle();
    await server.settle();
  }),
);

const undo = fc.constant(
  command("undo", async ({ page, server }, use) => {
    if ((await page.getByRole("button", { name: "Undo" }).count()) === 0) return;
    await pressed(page, /^Undo$/);
    await server.settle();
    if (!use.hidden && !use.paused) await server.pass(3000);
  }),
);

const openAndBack = fc.nat(15).map((index) =>
  command(`open ${index} and come back`, async ({ page, server }) => {
    const links = page.locator("[data-campaign] a[href*='/campaigns/']");
    const count = await links.count();
    if (count === 0) return;
    const link = links.nth(index % count);
    await link.focus();
    await page.evaluate(() => window.scrollBy(0, 150));
    await server.settle();
    const before = await shownOn(page);
    await link.evaluate((element: HTMLElement) => element.click());
    await server.pass(500);
    await page.goBack();
    await server.pass(1000);
    const after = await shownOn(page);
    expectSame("open and back: focus", after.focused, before.focused);
    // A notice may have come above the board meanwhile: what counts is where the campaign stands.
    if (Math.abs((after.top ?? 0) - (before.top ?? 0)) > 2)
      throw new Error(`open and back: the campaign stood at ${before.top}, and stands at ${after.top}`);
  }),
);

function command(words: string, act: Act): Command {
  return new Command(words, act);
}

export const commands = fc.commands(
  [
    wait,
    wait,
    wait,
    move,
    move,
    alerts,
    outage,
    visibility,
    pause,
    clock,
    search,
    compose,
    remove,
    undo,
    openAndBack,
  ],
  { maxCommands: 40, size: "max" },
);

interface Shown {
  readonly ages: Readonly<Record<string, string>>;
  readonly called: Readonly<Record<string, string | null>>;
  readonly contact: string | undefined;
  readonly lost: string | null;
  readonly focused: string | null;
  /** Of the focused campaign, in pixels from the window's edge. */
  readonly top: number | null;
  readonly marks: Readonly<Record<string, number>>;
}

/** What stands on the page. Each campaign's element is given a number the first time that it is seen. */
function shownOn(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const numbered = window as unknown as { numbers?: WeakMap<Element, number>; next?: number };
    numbered.numbers ??= new WeakMap();
    const ages: Record<string, string> = {};
    const called: Record<string, string | null> = {};
    const marks: Record<string, number> = {};
    for (const element of document.querySelectorAll<HTMLElement>("[data-campaign]")) {
      const key = element.dataset["campaign"] ?? "";
      if (!numbered.numbers.has(element))
        numbered.numbers.set(element, (numbered.next = (numbered.next ?? 0) + 1));
      marks[key] = numbered.numbers.get(element) ?? 0;
      ages[key] = element.querySelector('[data-cell="age"]')?.textContent ?? "";
      called[key] = element.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow") ?? null;
    }
    const lost = [...document.querySelectorAll('[role="status"]')].find((one) =>
      one.textContent?.includes("cannot reach"),
    );
    const active = document.activeElement?.closest<HTMLElement>("[data-campaign]");
    return {
      ages,
      called,
      marks,
      contact: document.querySelector<HTMLElement>("[data-contact]")?.dataset["contact"],
      lost: lost?.textContent ?? null,
      focused: active?.dataset["campaign"] ?? null,
      top: active?.getBoundingClientRect().top ?? null,
    };
  });
}

/** How much later than the truth a text may be, s. */
const tolerance = 2;
/** The page polls every 2 s, and says so within 5 s that nobody answers. */
const silentMs = 12_000;

async function expectTruth(by: string, { page, server }: RandomPage, use: Use, before: Shown): Promise<void> {
  const after = await shownOn(page);
  const ago = (at: number) => (server.now - at) / 1000 - tolerance;
  for (const [key, text] of Object.entries(after.ages)) {
    const observedAt = server.told.get(key)?.observedAt;
    // What is told in minutes is rounded down.
    const seconds = secondsIn(text) + (/ s\b/.test(text) ? 0 : 59);
    if (observedAt && seconds < Math.floor(ago(Date.parse(observedAt))) && !use.hidden)
      throw new Error(
        `${by}: ${key} looks ${text} old, and was observed ${ago(Date.parse(observedAt))} s ago`,
      );
  }
  if (after.contact === "live" && !use.hidden && server.now - server.answeredAt > silentMs)
    throw new Error(`${by}: live, and last answered ${(server.now - server.answeredAt) / 1000} s ago`);
  if (after.lost !== null && !use.hidden && secondsIn(after.lost) < Math.floor(ago(server.answeredAt)))
    throw new Error(`${by}: ${after.lost}, and was answered ${ago(server.answeredAt)} s ago`);
  const wanted = [...server.told].filter(([, { name }]) => name?.includes(use.search)).map(([key]) => key);
  const shown = Object.keys(after.called).toSorted();
  const follows = !use.hidden && !use.paused;
  // Cards below the window's edge are not drawn.
  const expected = use.cards ? wanted.filter((key) => shown.includes(key)) : wanted;
  if (follows) expectSame(`${by}: campaigns`, shown, expected.toSorted());
  if (follows && wanted.length > 0 && shown.length < Math.min(wanted.length, 6))
    throw new Error(`${by}: ${shown.length} of ${wanted.length} campaigns are shown`);
  for (const [key, value] of Object.entries(after.called)) {
    const told = server.told.get(key);
    if (told && !use.hidden && !use.paused)
      expectSame(`${by}: called of ${key}`, value, String(told.calledCallees));
  }
  if (by.startsWith("wait") && before.focused !== null && after.called[before.focused] !== undefined)
    expectSame(`${by}: focus`, after.focused, before.focused);
  if (by.startsWith("wait"))
    for (const [key, mark] of Object.entries(before.marks))
      if (after.marks[key] !== undefined) expectSame(`${by}: element of ${key}`, after.marks[key], mark);
}

function expectNothing(by: string, sent: readonly string[]): void {
  if (sent.length > 0) throw new Error(`${by}: hidden or paused, and it sent ${sent.join(", ")}`);
}

function expectSame(what: string, given: unknown, wanted: unknown): void {
  if (JSON.stringify(given) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(given)}, and not ${JSON.stringify(wanted)}`);
}
