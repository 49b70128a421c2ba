import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it, vi } from "vitest";
import { embed } from "./embed.ts";
import type { EmbedError, EmbedOptions, Navigation } from "./options.ts";
import { type PageMessage, tagged } from "./protocol.ts";
import { boardOrigin, createFakePortal } from "./test-kit/fake-portal.ts";

function start(own: Partial<EmbedOptions> = {}) {
  const clock = createFakeClock(0);
  const portal = createFakePortal(clock);
  const errors: EmbedError[] = [];
  const options: EmbedOptions = {
    container: "#board",
    url: boardOrigin,
    getToken: () => "secret token",
    onError: (error) => errors.push(error),
    ...own,
  };
  const handle = embed(options, portal);
  return {
    clock,
    portal,
    errors,
    handle,
    say: (message: PageMessage) => portal.receive(tagged(message)),
    hello: () => portal.receive(tagged({ type: "hello", versions: [1] })),
    heard: () => portal.posts.map(({ message: { cruiseboard: _tag, ...message } }) => message),
  };
}

const connect = { type: "connect", version: 1, terms: { tokens: true, maxHeight: null } };

describe("meeting the page", () => {
  it("says nothing before the page has said hello, then the terms, to the page's origin alone", () => {
    const { portal, hello, heard } = start();
    expect(portal.posts).toEqual([]);
    hello();
    expect(heard()).toEqual([connect]);
    expect(portal.posts.map(({ origin }) => origin)).toEqual([boardOrigin]);
  });

  it("meets a page again that was loaded again", () => {
    const { hello, heard } = start();
    hello();
    hello();
    expect(heard()).toEqual([connect, connect]);
  });

  it("picks the best version that both speak", () => {
    const { say, heard } = start();
    say({ type: "hello", versions: [3, 2, 1] });
    expect(heard()).toEqual([connect]);
  });

  it("reports to the portal when they share none", () => {
    const { say, heard, errors } = start();
    say({ type: "hello", versions: [2] });
    expect(heard()).toEqual([]);
    const message = "The board supports protocol versions 2, this script 1";
    expect(errors).toEqual([{ code: "version", message }]);
  });

  it("reports once when no board answers, and still meets one that comes late", async () => {
    const { clock, hello, heard, errors } = start();
    await clock.advance(60_000);
    expect(errors).toMatchObject([{ code: "noAnswer" }]);
    hello();
    expect(heard()).toEqual([connect]);
  });

  it("keeps what was wanted before that, in its order", () => {
    const { handle, hello, heard } = start();
    handle.setTheme("dark");
    handle.setFilters({ search: "SUV" });
    handle.setLang("zh-CN");
    hello();
    handle.refresh();
    expect(heard()).toEqual([
      connect,
      { type: "display", theme: "dark" },
      { type: "filters", query: "q=SUV" },
      { type: "display", lang: "zh-CN" },
      { type: "refresh" },
    ]);
  });
});

describe("tokens", () => {
  it("go to the page's origin when it asks, and never into the address", async () => {
    const { portal, hello, say, heard } = start();
    hello();
    say({ type: "tokenWanted", id: 4 });
    await vi.waitFor(() => expect(heard()).toContainEqual({ type: "token", id: 4, token: "secret token" }));
    expect(portal.posts.every(({ origin }) => origin === boardOrigin)).toBe(true);
    expect(portal.addresses.join()).not.toContain("secret");
  });

  it("that cannot be had are reported to both sides, without the reason to the page", async () => {
    const cause = new Error("portal is offline");
    const { hello, say, heard, errors } = start({ getToken: () => Promise.reject(cause) });
    hello();
    say({ type: "tokenWanted", id: 1 });
    await vi.waitFor(() => expect(errors).toEqual([{ code: "noToken", message: "getToken failed", cause }]));
    expect(heard().at(-1)).toEqual({ type: "noToken", id: 1 });
  });

  it("are not spoken of where the portal gives none", () => {
    const clock = createFakeClock(0);
    const portal = createFakePortal(clock);
    embed({ container: "#board", url: boardOrigin }, portal);
    portal.receive(tagged({ type: "hello", versions: [1] }));
    expect(portal.posts[0]?.message).toMatchObject({ terms: { tokens: false } });
  });
});

describe("another sender than the page", () => {
  const wanted = tagged({ type: "tokenWanted", id: 1 });
  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["another window of the board's origin", { source: {} }],
    ["no window", { source: null }],
    ["the same host by another scheme", { origin: "http://board.example.com" }],
  ])("gets nothing: %s", async (_what, from) => {
    const onReady = vi.fn<() => void>();
    const { portal, clock } = start({ onReady });
    for (const message of [tagged({ type: "hello", versions: [1] }), wanted, tagged({ type: "ready" })])
      portal.receive(message, from);
    await clock.advance(0);
    expect(portal.posts).toEqual([]);
    expect(onReady).not.toHaveBeenCalled();
  });

  it.each([
    undefined,
    null,
    "hello",
    7,
    [],
    {},
    { type: "hello", versions: [1] },
    { cruiseboard: true },
    { cruiseboard: true, type: "constructor" },
    { cruiseboard: true, type: "__proto__" },
    { cruiseboard: true, type: 5 },
    { cruiseboard: true, type: "hello" },
    { cruiseboard: true, type: "hello", versions: "1" },
  ])("is what sends %j", (message) => {
    const { portal } = start();
    portal.receive(message);
    expect(portal.posts).toEqual([]);
  });
});

describe("the frame's height", () => {
  it("is its container's unless the portal subscribes", () => {
    const { portal, hello, say } = start();
    hello();
    say({ type: "height", height: 900 });
    expect(portal.heights).toEqual([]);
  });

  it("grows and shrinks with the content, up to a bound", () => {
    const heights: number[] = [];
    const { portal, hello, say, heard } = start({
      onHeight: (height) => heights.push(height),
      maxHeight: 1000,
    });
    hello();
    expect(heard()[0]).toMatchObject({ terms: { maxHeight: 1000 } });
    for (const height of [700.2, 5000, 320]) say({ type: "height", height });
    expect(portal.heights).toEqual([480, 701, 1000, 320]);
    expect(heights).toEqual([701, 1000, 320]);
  });

  it.each([null, "12", Number.NaN, -5])("is the container's when the content has none: %j", (height) => {
    const onHeight = vi.fn<(height: number) => void>();
    const { portal } = start({ onHeight });
    portal.receive({ cruiseboard: true, type: "height", height });
    expect(portal.heights).toEqual([480, null]);
    expect(onHeight).not.toHaveBeenCalled();
  });

  it("that follows the content brings the next view's top into sight", () => {
    const { portal, say } = start({ onHeight: () => {} });
    say({ type: "navigate", view: "board", query: "" });
    say({ type: "navigate", view: "board", query: "q=a" });
    expect(portal.shownTops()).toBe(0);
    say({ type: "navigate", view: "campaigns/1/2", query: "q=a" });
    expect(portal.shownTops()).toBe(1);
  });
});

describe("what the page reports", () => {
  it("reaches the portal", () => {
    const onReady = vi.fn<() => void>();
    const went: Navigation[] = [];
    const onAttention = vi.fn<NonNullable<EmbedOptions["onAttention"]>>();
    const { say, errors } = start({ onReady, onNavigate: (to) => went.push(to), onAttention });
    const newly = [{ sdkAppId: 1, campaignId: 2, name: "SUV", kinds: ["stalled"] as const }];
    say({ type: "ready" });
    say({ type: "navigate", view: "campaigns/1/2", query: "q=SUV" });
    say({ type: "attention", count: 3, total: 5, newly });
    say({ type: "error", code: "refused", message: "no" });
    expect(onReady).toHaveBeenCalledOnce();
    expect(went).toEqual([
      { view: "campaigns/1/2", query: "q=SUV", url: `${boardOrigin}/campaigns/1/2?q=SUV` },
    ]);
    expect(onAttention).toHaveBeenCalledExactlyOnceWith({ count: 3, total: 5, newly });
    expect(errors).toEqual([{ code: "refused", message: "no" }]);
  });

  it("tells of recovery once, by whatever failed", async () => {
    const onRecovered = vi.fn<() => void>();
    let fails = true;
    const getToken = () => (fails ? Promise.reject(new Error("offline")) : "token");
    const { hello, say, errors } = start({ onRecovered, getToken });
    hello();
    say({ type: "tokenWanted", id: 1 });
    await vi.waitFor(() => expect(errors).toMatchObject([{ code: "noToken" }]));
    say({ type: "recovered" });
    expect(onRecovered).not.toHaveBeenCalled();
    fails = false;
    say({ type: "tokenWanted", id: 2 });
    await vi.waitFor(() => expect(onRecovered).toHaveBeenCalledTimes(1));
    say({ type: "error", code: "refused", message: "no" });
    say({ type: "recovered" });
    say({ type: "recovered" });
    expect(onRecovered).toHaveBeenCalledTimes(2);
  });

  it("changes view, time zone and chrome, and refuses what does not exist", () => {
    const { handle, hello, heard } = start();
    hello();
    handle.setView("agents");
    handle.setView("board", { states: ["running"] });
    handle.setTimeZone("Asia/Shanghai");
    handle.setChrome("none");
    expect(heard()).toEqual([
      connect,
      { type: "view", view: "agents" },
      { type: "view", view: "board", query: "state=running" },
      { type: "display", timeZone: "Asia/Shanghai" },
      { type: "display", chrome: "none" },
    ]);
    expect(() => handle.setView("agent" as "agents")).toThrow(TypeError);
    expect(() => handle.setFilters("state=runing")).toThrow(TypeError);
    expect(() => handle.setTimeZone("Shanghai")).toThrow(TypeError);
  });

  it("cannot lead away from the board", () => {
    const went: Navigation[] = [];
    const { say } = start({ onNavigate: (to) => went.push(to) });
    say({ type: "navigate", view: "/evil.example/x", query: "" });
    expect(new URL(went[0]?.url ?? "").origin).toBe(boardOrigin);
  });
});

describe("destroy", () => {
  it("leaves no frame, listener or timer, and may be called again", () => {
    const { clock, portal, handle } = start();
    expect([portal.frames(), portal.listeners(), clock.pendingTimers()]).toEqual([1, 1, 1]);
    handle.destroy();
    handle.destroy();
    expect([portal.frames(), portal.listeners(), clock.pendingTimers()]).toEqual([0, 0, 0]);
  });

  it("ends everything that is under way", async () => {
    const token = Promise.withResolvers<string>();
    const { portal, handle, hello, say, errors } = start({ getToken: () => token.promise });
    hello();
    say({ type: "tokenWanted", id: 1 });
    handle.destroy();
    const before = portal.posts.length;
    token.reject(new Error("too late"));
    await token.promise.catch(() => {});
    handle.setTheme("dark");
    handle.refresh();
    expect(portal.posts).toHaveLength(before);
    expect(errors).toEqual([]);
  });
});
