import { tagged } from "@cruiseboard/embed-sdk/protocol";
import { describe, expect, it } from "vitest";
import { createPortalLink } from "./portal-link.ts";

const portal = "https://portal.example.com";
const connect = { type: "connect", version: 1, terms: { tokens: true, maxHeight: null } } as const;

function setUp(parentOrigins: Promise<readonly string[]> = Promise.resolve([portal])) {
  const posted: { message: Record<string, unknown>; origin: string }[] = [];
  const parent = {
    postMessage: (message: unknown, origin: string) =>
      void posted.push({ message: message as Record<string, unknown>, origin }),
  };
  const listeners: ((event: { data: unknown; origin: string; source: unknown }) => void)[] = [];
  const met: unknown[] = [];
  const heard: unknown[] = [];
  const link = createPortalLink({
    parent,
    onMessage: (listener) => void listeners.push(listener as (typeof listeners)[number]),
    parentOrigins,
    onConnect: (terms) => met.push(terms),
  });
  link.listen((message) => heard.push(message));
  return {
    link,
    posted,
    met,
    heard,
    /** As if a window posted it; by default the parent, from the portal. */
    async say(
      data: unknown,
      { origin = portal, source = parent }: { origin?: string; source?: unknown } = {},
    ) {
      for (const receive of listeners) receive({ data, origin, source });
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("the link to the portal", () => {
  it("posts hello to any parent, with versions only", () => {
    const { posted } = setUp();
    expect(posted).toEqual([{ message: tagged({ type: "hello", versions: [1] }), origin: "*" }]);
  });

  it("keeps everything back until they have met, then only the latest of each kind, to that origin alone", async () => {
    const { link, posted, met, say } = setUp();
    link.send({ type: "navigate", view: "board", query: "" });
    link.send({ type: "navigate", view: "wall", query: "" });
    link.send({ type: "ready" });
    expect(posted).toHaveLength(1);
    await say(tagged(connect));
    expect(met).toEqual([connect.terms]);
    link.send({ type: "height", height: 700 });
    expect(posted.slice(1)).toEqual([
      { message: tagged({ type: "navigate", view: "wall", query: "" }), origin: portal },
      { message: tagged({ type: "ready" }), origin: portal },
      { message: tagged({ type: "height", height: 700 }), origin: portal },
    ]);
  });

  it("ignores an origin that is not on the list, and sends it nothing", async () => {
    const { link, posted, met, heard, say } = setUp();
    for (const origin of [
      "https://evil.example",
      "null",
      "http://portal.example.com",
      `${portal}.evil.example`,
    ]) {
      await say(tagged(connect), { origin });
      await say(tagged({ type: "token", id: 1, token: "forged" }), { origin });
    }
    link.send({ type: "ready" });
    expect([met, heard]).toEqual([[], []]);
    expect(posted).toHaveLength(1);
  });

  it("heeds no window but the parent, whatever its origin", async () => {
    const { met, heard, say } = setUp();
    await say(tagged(connect), { source: {} });
    await say(tagged(connect), { source: null });
    await say(tagged(connect));
    await say(tagged({ type: "refresh" }), { source: {} });
    expect(met).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it("heeds another listed origin no more once it has met one", async () => {
    const other = "https://other.example.com";
    const { met, heard, say } = setUp(Promise.resolve([portal, other]));
    await say(tagged(connect));
    await say(tagged(connect), { origin: other });
    await say(tagged({ type: "refresh" }), { origin: other });
    expect(met).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it("handles messages only after the list is known, in their order", async () => {
    const list = Promise.withResolvers<readonly string[]>();
    const { met, heard, say } = setUp(list.promise);
    await say(tagged(connect));
    await say(tagged({ type: "refresh" }));
    expect(met).toEqual([]);
    list.resolve([portal]);
    await list.promise;
    await say(tagged({ type: "filters", query: "q=a" }));
    expect(met).toHaveLength(1);
    expect(heard).toEqual([{ type: "refresh" }, { type: "filters", query: "q=a" }]);
  });

  it("does not connect with an unknown version", async () => {
    const { met, say } = setUp();
    await say(tagged({ ...connect, version: 2 }));
    expect(met).toEqual([]);
  });

  it.each([
    null,
    "refresh",
    { type: "refresh" },
    { cruiseboard: true, type: "hello", versions: [1] },
    { cruiseboard: true, type: "token", id: 1 },
    { cruiseboard: true, type: "token", id: "1", token: "x" },
    { cruiseboard: true, type: "filters", query: 5 },
    { cruiseboard: true, type: "filters", query: "q".repeat(20_001) },
    { cruiseboard: true, type: "display", theme: "pink" },
    { cruiseboard: true, type: "display", lang: "<b>" },
    { cruiseboard: true, type: "connect", version: 1 },
    { cruiseboard: true, type: "connect", version: 1, terms: { tokens: "yes", maxHeight: null } },
    { cruiseboard: true, type: "connect", version: 1, terms: { tokens: true, maxHeight: "high" } },
    { cruiseboard: true, type: "toString" },
  ])("takes no message that is not whole: %j", async (message) => {
    const { met, heard, say } = setUp();
    await say(tagged(connect));
    await say(message);
    expect(met).toHaveLength(1);
    expect(heard).toEqual([]);
  });
});
