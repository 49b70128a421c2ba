import type { Campaign } from "@cruiseboard/contract";
import fc from "fast-check";
import { keyOf } from "../../src/domain/campaign-key.ts";
import { conditions } from "./fake-server.ts";
import { must, type Page, same } from "./page.tsx";

interface Kind<Arg> {
  readonly when?: (page: Page) => boolean;
  readonly run: (page: Page, arg: Arg) => Promise<void> | void;
}

function steps(byViewer: boolean) {
  return <Arg>(name: string, args: fc.Arbitrary<Arg>, { when = () => true, run }: Kind<Arg>) =>
    args.map(
      (arg): fc.AsyncCommand<{ page: Page }, Page> => ({
        check: ({ page }) => !(byViewer && page.viewer.hidden) && when(page),
        async run(_model, page) {
          const before = page.sight();
          await run(page, arg);
          page.check(byViewer ? undefined : before);
        },
        toString: () => `${name}(${arg === undefined ? "" : JSON.stringify(arg)})`,
      }),
    );
}

/** Of the world: nothing that the viewer looks at may move. */
const world = steps(false);
/** Of the viewer's own: it needs a page that is seen, and may move the focus. */
const viewer = steps(true);

const none = fc.constant(undefined);
const nth = fc.nat({ max: 13 });
const minute = 60_000; // ms
const onList = (page: Page) => page.onBoard() && page.rows().length > 0;
const isQuiet = (page: Page) => onList(page) && !page.server.isUncertain();

function pick<T>(items: Iterable<T>, index: number): T | undefined {
  const all = [...items];
  return all[index % all.length];
}

function keyOfRow(row: HTMLElement | undefined): string {
  return row?.dataset["campaign"] ?? "";
}

function searchField(page: Page): HTMLInputElement {
  return page.find("input[type=search]") as HTMLInputElement;
}

function type(field: Element | null, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
  field?.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function attention(kind: string) {
  return { attention: [{ kind, since: "2026-11-22T05:00:00.000Z" }] };
}

/** Puts what a campaign is like now, as if it had just been observed. */
function observe({ server }: Page, index: number, change: object): void {
  const campaign = pick(server.campaigns.values(), index);
  if (campaign === undefined) return;
  const calledCallees = (campaign.calledCallees ?? 0) + 1;
  server.put({ ...campaign, calledCallees, observedAt: server.ago(300), ...change });
}

const changes = [
  {},
  attention("stalled"),
  attention("willMissWindow"),
  { state: "completed", attention: [] },
  { state: "running", attention: [] },
  { name: "Aardvark north" },
];

/** What only a newer server tells. */
const news = [
  attention("agentAway"),
  { state: "dreaming", stateCode: 9 },
  { callOrder: "byPriority", freshness: "predicted", ending: "budgetSpent" },
  { eta: undefined, failure: undefined, attention: undefined, label: undefined },
  { lines: { free: 4 } },
];

const time = [
  world("pass", fc.constantFrom(300, 2100, 7000, 25_000), { run: (page, ms) => page.pass(ms) }),
  // Long enough for what is asked for once a minute.
  world("pass", fc.constant(70_000), {
    when: ({ viewer: { hidden, paused } }) => hidden || paused,
    run: (page, ms) => page.pass(ms),
  }),
  world("setClock", fc.constantFrom(10, -10, 120, -120), {
    async run(page, minutes) {
      page.setClock(minutes * minute);
      await page.pass(500);
    },
  }),
  world("sleep", fc.constantFrom(10, 480), {
    async run(page, minutes) {
      page.sleep(minutes * minute);
      await page.pass(500);
    },
  }),
];

const server = [
  world("observe", fc.tuple(nth, fc.constantFrom(...changes)), {
    async run(page, [index, change]) {
      observe(page, index, change);
      await page.pass(2100);
    },
  }),
  world("observe", fc.tuple(nth, fc.constantFrom(...changes)), {
    run: (page, [index, change]) => observe(page, index, change),
  }),
  world("newer", fc.tuple(nth, fc.constantFrom(...news)), {
    async run(page, [index, change]) {
      page.server.build = "Tomorrow";
      observe(page, index, change);
      await page.pass(2100);
    },
  }),
  world("upstream", fc.constantFrom("ok", "throttled", "maintenance"), {
    run: ({ server }, status) => void (server.upstream = status),
  }),
  world("leaves", nth, {
    run: ({ server }, index) => server.remove(pick(server.campaigns.keys(), index) ?? ""),
  }),
  world("restarts", none, { run: ({ server }) => server.restart() }),
  world("polls", fc.constantFrom(...conditions, "well" as const, "unreachable" as const), {
    run: ({ server }, condition) => void (server.polls = condition),
  }),
  world("edits", fc.constantFrom(...conditions, "well" as const), {
    run: ({ server }, condition) => void (server.edits = condition),
  }),
  viewer("nonsense, then sense", nth, {
    // A card is tried again by itself, but not at once.
    when: ({ server, viewer: { paused, cards } }) =>
      server.polls === "well" && !server.failed && !paused && !cards,
    async run(page, index) {
      const campaign = pick(page.server.campaigns.values(), index);
      if (campaign === undefined) return;
      page.server.put({ ...campaign, name: {} } as unknown as Campaign);
      await page.pass(2500);
      // What was selected goes with a page that fails.
      if (document.body.textContent.includes("An error occurred on this page")) page.viewer.selected.clear();
      page.server.put(campaign);
      await page.pass(2500);
    },
  }),
];

const looking = [
  world("hide", none, { run: (page) => page.setHidden(true) }),
  world("hide for", fc.constantFrom(300, 7000, 70_000), {
    async run(page, ms) {
      page.setHidden(true);
      await page.pass(ms);
      page.setHidden(false);
      await page.pass(300);
    },
  }),
  world("show", none, {
    when: ({ viewer: { hidden } }) => hidden,
    async run(page) {
      page.setHidden(false);
      await page.pass(300);
    },
  }),
  viewer("pause or resume", none, {
    async run(page) {
      const { paused } = page.viewer;
      page.viewer.paused = !paused;
      await page.click(page.button(paused ? "Resume updates" : "Pause updates"));
    },
  }),
  viewer("scroll", fc.nat({ max: 600 }), { run: (page, to) => page.act(() => window.scrollTo(0, to)) }),
  viewer("focus", fc.tuple(nth, fc.constantFrom("a", ".select-box", "button")), {
    when: onList,
    run: (page, [index, part]) =>
      page.act(() => pick(page.rows(), index)?.querySelector<HTMLElement>(part)?.focus()),
  }),
  viewer("focus search", none, {
    when: (page) => page.onBoard() && searchField(page) !== null,
    run: (page) => page.act(() => searchField(page).focus()),
  }),
  viewer("layout", none, {
    when: onList,
    async run(page) {
      page.viewer.cards = !page.viewer.cards;
      await page.click(page.button(page.viewer.cards ? "Cards" : "Table"));
    },
  }),
  viewer("sort", nth, {
    when: onList,
    run: (page, index) => page.click(pick(document.querySelectorAll(".head-button"), index) ?? document.body),
  }),
  viewer("search", fc.constantFrom("", "north", "south", "nothing of the kind"), {
    when: (page) => page.onBoard() && searchField(page) !== null,
    async run(page, text) {
      page.viewer.search = text;
      await page.act(() => type(searchField(page), text));
    },
  }),
  viewer("compose", fc.tuple(fc.boolean(), fc.constantFrom("north", "south")), {
    when: (page) => page.onBoard() && searchField(page) !== null,
    async run(page, [taken, text]) {
      const field = searchField(page);
      const before = field.value;
      await page.act(() => field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true })));
      await page.act(() => type(field, "xu'bao"));
      page.check();
      same(field.value, "xu'bao", "what is composed");
      await page.act(() => type(field, taken ? text : before));
      page.viewer.search = taken ? text : before;
      await page.act(() => field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true })));
    },
  }),
];

const editing = [
  viewer("select", fc.array(nth, { minLength: 1, maxLength: 4 }), {
    when: onList,
    async run(page, indexes) {
      const { selected } = page.viewer;
      for (const index of indexes) {
        const row = pick(page.rows(), index);
        if (!selected.delete(keyOfRow(row))) selected.add(keyOfRow(row));
        await page.click(row?.querySelector(".select-box"));
      }
    },
  }),
  viewer("remove selected", none, {
    when: (page) =>
      isQuiet(page) &&
      !["slow", "silent"].includes(page.server.edits) &&
      page.fitting().some((one) => page.viewer.selected.has(keyOf(one))),
    async run(page) {
      const { selected } = page.viewer;
      const meant = page
        .fitting()
        .map(keyOf)
        .filter((key) => selected.has(key));
      await expectRemoval(page, meant, page.button("Stop watching"));
      for (const key of page.server.removed) selected.delete(key);
    },
  }),
  viewer("remove", nth, {
    when: isQuiet,
    async run(page, index) {
      const row = pick(page.rows(), index);
      await expectRemoval(page, [keyOfRow(row)], row?.querySelector("[aria-label^='Stop watching']"));
    },
  }),
  viewer("undo", none, {
    when: (page) => page.button("Undo") !== undefined,
    async run(page) {
      const { server } = page;
      const back = document.body.textContent.includes("No longer watching") ? server.removed : [];
      await page.click(page.button("Undo"));
      if (server.edits === "well")
        for (const key of back) must(server.campaigns.has(key), `${key} did not come back`);
    },
  }),
  viewer("label", fc.tuple(nth, fc.constantFrom("", "mine", "North by label")), {
    when: isQuiet,
    async run(page, [index, text]) {
      await page.click(pick(page.rows(), index)?.querySelector("[aria-label^='Change the label']"));
      await page.act(() => type(page.find("dialog input"), text));
      await page.click(page.button("Set label"));
    },
  }),
];

const travelling = [
  viewer("agents and back", fc.constantFrom(300, 7000), {
    when: onList,
    async run(page, ms) {
      const [scrolled, link] = [window.scrollY, page.find("nav a[href^='/agents']")];
      link?.focus();
      await page.click(link);
      page.viewer.selected.clear();
      same(window.scrollY, 0, "how far another page is scrolled");
      await page.pass(ms);
      page.check();
      await page.click(page.find("nav a[href='/'], nav a[href^='/?']"));
      same(window.scrollY, scrolled, "how far it is scrolled after the way back");
      must(
        document.activeElement === page.find("nav a[href^='/agents']"),
        "the focus is lost on the way back",
      );
    },
  }),
  viewer("open", nth, {
    when: isQuiet,
    async run(page, index) {
      const link = pick(page.rows(), index)?.querySelector("a");
      link?.focus();
      await page.click(link);
      page.viewer.selected.clear();
    },
  }),
  viewer("refresh", none, {
    when: (page) => page.button("Refresh now") !== undefined,
    run: (page) => page.click(page.button("Refresh now")),
  }),
  viewer("back", none, {
    when: (page) => !page.onBoard(),
    async run(page) {
      const key = location.pathname.split("/").slice(-2).join("/");
      await page.click(
        [...document.querySelectorAll("main a")].find((one) =>
          /^\/(\?|$)/.test(one.getAttribute("href") ?? ""),
        ),
      );
      const fits = page.fitting().some((one) => keyOf(one) === key) && !page.server.isUncertain();
      const at = document.activeElement?.closest<HTMLElement>("[data-campaign]");
      if (fits) same(keyOfRow(at ?? undefined), key, "whose row has the focus after the way back");
    },
  }),
];

/** That a click asks for the removal of just these, and that it can be taken back. */
async function expectRemoval(page: Page, keys: readonly string[], target: Element | null | undefined) {
  const { server } = page;
  const undoable = server.edits === "well" && keys.some((key) => server.campaigns.has(key));
  server.removed = [];
  await page.click(target);
  if (server.edits === "well" || server.removed.length > 0)
    same(server.removed.toSorted().join(), keys.toSorted().join(), "what was removed");
  if (undoable) must(page.button("Undo") !== undefined, "the removal cannot be taken back");
}

/** What is seldom possible, or needs others before it, is tried more often. */
const often = [...server, ...looking, ...editing];
export const commands = fc.commands([...time, ...often, ...often, ...travelling], {
  maxCommands: 30,
  size: "max",
});
