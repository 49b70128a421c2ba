import type { Campaign } from "@cruiseboard/contract";
import { createRoot, type Root } from "react-dom/client";
import { vi } from "vitest";
import { App } from "../../src/app.tsx";
import { createQueryClient, setPaused } from "../../src/domain/activity.ts";
import { defaultLayout, storeLayout } from "../../src/domain/view-state.ts";
import { loadMessages } from "../../src/i18n/messages.ts";
import { time } from "../../src/i18n/time.ts";
import { turn } from "./fake-browser.ts";
import { FakeServer } from "./fake-server.ts";

const startedAt = Date.parse("2026-11-22T06:00:00Z");
/** How far a time on the page may be from the truth, seconds. */
const tolerance = 2;

/** What the viewer has done, from which follows what has to be seen. */
export interface Viewer {
  paused: boolean;
  hidden: boolean;
  cards: boolean;
  /** What the search field was told, not what is being composed in it. */
  search: string;
  readonly selected: Set<string>;
}

/** How the page looked before a step that is not the viewer's. */
interface Sight {
  readonly focus: Element | null;
  readonly scrolled: number;
  readonly elements: ReadonlyMap<string, Element>;
}

/** While the machine slept the monotonic clock stood still, milliseconds. Time goes on from one page to the next. */
let slept = 0;

/** The page itself, before a server and a browser that are made up. */
export class Page {
  readonly server = new FakeServer(
    { now: trueTime, wait: (ms) => new Promise((done) => setTimeout(done, ms)) },
    14,
  );
  readonly viewer: Viewer = { paused: false, hidden: false, cards: false, search: "", selected: new Set() };
  /** What happened at any time, and must not. */
  readonly faults: string[] = [];
  /** A step of the viewer's own is under way: it may ask for what it needs. */
  private acting = false;
  private root: Root | undefined;
  private readonly onError = ({ message }: ErrorEvent) => this.faults.push(`uncaught: ${message}`);

  async open({ cards }: { cards: boolean }): Promise<void> {
    this.viewer.cards = cards;
    window.addEventListener("error", this.onError);
    // What React says of a part that failed is told by what the page shows.
    vi.spyOn(console, "error").mockReturnValue();
    vi.stubGlobal("fetch", (path: string, { method = "GET", body, signal }: RequestInit) => {
      const { paused, hidden } = this.viewer;
      // What an edit has changed is looked at even while paused, whenever its answer comes.
      const followsEdit = trueTime() - this.server.editedAt < 500;
      const byItself = method === "GET" || method === "PUT";
      if (byItself && (hidden || (paused && !this.acting && !followsEdit)))
        this.faults.push(`${method} ${path} was sent while ${hidden ? "hidden" : "paused"}`);
      return this.server.fetch(path, method, body as string | undefined, signal as AbortSignal);
    });
    // Each page begins with a clock that is right, whatever happened to the last one's.
    vi.setSystemTime(trueTime());
    time.now();
    localStorage.clear();
    storeLayout({ ...defaultLayout, layout: cards ? "cards" : "table" });
    history.replaceState(null, "", "/?sort=attention");
    window.scrollTo(0, 0);
    const element = Object.assign(document.createElement("div"), { id: "root" });
    document.body.replaceChildren(element);
    await loadMessages("en");
    this.root = createRoot(element);
    this.root.render(<App client={createQueryClient()} portal={undefined} />);
    await this.pass(2500);
  }

  async close(): Promise<void> {
    this.root?.unmount();
    await turn();
    this.setHidden(false);
    setPaused(false);
    await vi.advanceTimersByTimeAsync(100);
    this.server.breakConnections();
    window.removeEventListener("error", this.onError);
  }

  /** Time passes and everything that is due happens. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      await vi.advanceTimersByTimeAsync(Math.min(500, left));
      await turn();
    }
  }

  /** A step of the viewer's: half a second in which the page may do what it was asked for. */
  async act(step: () => void): Promise<void> {
    this.acting = true;
    step();
    await turn();
    await this.pass(500);
    this.acting = false;
  }

  async click(target: Element | null | undefined): Promise<void> {
    await this.act(() => (target as HTMLElement).click());
  }

  setHidden(hidden: boolean): void {
    this.viewer.hidden = hidden;
    const state = hidden ? "hidden" : "visible";
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }

  sleep(ms: number): void {
    slept += ms;
    this.server.breakConnections();
    this.setClock(ms);
  }

  /** Sets the client's own clock, by so many milliseconds. */
  setClock(by: number): void {
    vi.setSystemTime(Date.now() + by);
    this.server.clockWasSet();
  }

  onBoard(): boolean {
    return location.pathname === "/";
  }

  rows(): readonly HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>("[data-campaign]")];
  }

  find(selector: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(selector);
  }

  button(words: string): HTMLElement | undefined {
    return [...document.querySelectorAll<HTMLElement>("button")].find(
      (one) => one.textContent === words || one.getAttribute("aria-label") === words,
    );
  }

  /** Those that the view leaves in. */
  fitting(): Campaign[] {
    const wanted = this.viewer.search.toLowerCase();
    return [...this.server.told.values()].filter(({ name, label }) =>
      `${name ?? ""} ${label ?? ""}`.toLowerCase().includes(wanted),
    );
  }

  sight(): Sight {
    const elements = new Map(this.rows().map((row) => [row.dataset["campaign"] ?? "", row]));
    return { focus: document.activeElement, scrolled: window.scrollY, elements };
  }

  /** Every invariant. @param before how the page looked, if what happened since was not the viewer's doing. */
  check(before?: Sight): void {
    must(this.faults.length === 0, this.faults.slice(0, 3).join(", "));
    must(
      !/An error occurred on this page|part of the page could not be loaded/.test(document.body.textContent),
      "the page shows that it failed",
    );
    this.checkContact();
    this.checkAges();
    if (this.onBoard()) this.checkBoard();
    if (before) this.checkKept(before);
  }

  private checkContact(): void {
    const { failed, confirmedAt, timeKnown } = this.server;
    const mark = this.find("[data-contact]")?.dataset["contact"];
    if (!this.viewer.paused)
      must(
        (failed ? ["retrying", "lost"] : ["live", "silent"]).includes(mark ?? ""),
        `the contact is "${mark}" after polls that ${failed ? "failed" : "went well"}`,
      );
    const words = /last confirmed (.*?) ago/.exec(document.body.textContent)?.[1];
    if (words) checkAge(words, confirmedAt, { what: "the confirmation", timeKnown });
  }

  private checkAges(): void {
    const { told, timeKnown } = this.server;
    for (const row of this.rows()) {
      const key = row.dataset["campaign"] ?? "";
      const observedAt = told.get(key)?.observedAt;
      const words = (row.querySelector("[data-part=age]") ?? row.querySelector(".ms-auto.shrink-0"))
        ?.textContent;
      const age = words ?? /Observed (.*?) ago/.exec(row.textContent)?.[1];
      if (observedAt && age && !this.server.isUncertain(key))
        checkAge(age, Date.parse(observedAt), { what: `the age of ${key}`, timeKnown });
    }
  }

  private checkBoard(): void {
    const { told } = this.server;
    const { selected, search } = this.viewer;
    same(new URLSearchParams(location.search).get("q") ?? "", search, "the filter");
    for (const row of this.rows()) {
      const key = row.dataset["campaign"] ?? "";
      const box = row.querySelector<HTMLInputElement>(".select-box");
      same(box?.checked, selected.has(key), `${key} is selected`);
      const campaign = told.get(key);
      if (this.server.isUncertain(key)) continue;
      must(campaign !== undefined, `${key} is still on the board`);
      const { name, label, calledCallees } = campaign;
      for (const words of [name ?? label ?? "", label ?? "", `${calledCallees} / `])
        must(row.textContent.includes(words), `${key} shows "${row.textContent}" and not "${words}"`);
    }
    if (this.server.isUncertain() || this.viewer.cards) return;
    const count = Number(this.find("[role=table]")?.getAttribute("aria-rowcount") ?? 1) - 1;
    same(count, this.fitting().length, "how many are shown");
  }

  private checkKept({ focus, scrolled, elements }: Sight): void {
    same(window.scrollY, scrolled, "how far it is scrolled");
    const now = this.sight().elements;
    for (const [key, element] of elements)
      must(!now.has(key) || now.get(key) === element, `${key} has lost its element`);
    const owner = focus?.closest<HTMLElement>("[data-campaign]")?.dataset["campaign"];
    const stays =
      owner === undefined || this.fitting().some((one) => owner === `${one.sdkAppId}/${one.campaignId}`);
    if (
      focus?.matches("[data-campaign] *, input[type=search]") &&
      stays &&
      !this.server.isUncertain(owner ?? "")
    )
      must(document.activeElement === focus, "the focus is lost");
  }
}

export function must(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new Error(fault);
}

export function same(is: unknown, shouldBe: unknown, what: string): void {
  must(is === shouldBe, `${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(shouldBe)}`);
}

function trueTime(): number {
  return startedAt + performance.now() + slept;
}

/** That words tell an age within two seconds of the truth; while the time is in doubt, not a younger one. */
function checkAge(
  words: string,
  since: number,
  { what, timeKnown }: { what: string; timeKnown: boolean },
): void {
  const units = { s: 1, min: 60, h: 3600, d: 86_400 } as const;
  const parts = [...words.matchAll(/(\d+) (s|min|h|d)\b/g)];
  if (parts.length === 0) return;
  const shown = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
  const truth = (trueTime() - since) / 1000;
  const step = truth < 60 ? 1 : truth < units.d ? units.min : units.h;
  const say = `${what}: "${words}" instead of ${truth.toFixed(1)} s`;
  must(shown > truth - tolerance - step, `${say}, younger than the truth`);
  must(!timeKnown || shown <= truth + tolerance, `${say}, older than the truth`);
}
