import { describe, expect, it, vi } from "vitest";
import { filtersQuery, frameAddress } from "./frame-address.ts";

const container = "#board";
const url = "https://board.example.com";

describe("frameAddress", () => {
  it.each([
    [undefined, "/"],
    ["board", "/"],
    ["wall", "/wall"],
    ["agents", "/agents"],
    ["archive", "/archive"],
    ["campaigns/1400000000/2569", "/campaigns/1400000000/2569"],
  ] as const)("leads view %s to %s", (view, path) => {
    expect(frameAddress({ container, url, ...(view && { view }) }).href).toBe(`${url}${path}`);
  });

  it.each(["https://portal.example.com/apps/board", "https://portal.example.com/apps/board/"])(
    "stays below the path of %s",
    (address) => {
      expect(frameAddress({ container, url: address }).href).toBe("https://portal.example.com/apps/board/");
      expect(frameAddress({ container, url: address, view: "wall", chrome: "none" }).href).toBe(
        "https://portal.example.com/apps/board/wall?chrome=none",
      );
    },
  );

  it.each([
    [{ filters: { states: ["runing"] } }, /state "runing"; valid: running, notStarted/],
    [{ filters: { attention: ["late"] } }, /attention "late"; valid: willMissWindow/],
    [{ filters: { sort: "-size" } }, /sort "size"; valid: attention, name/],
    [{ filters: { columns: ["agent", "colour"] } }, /columns "colour"; valid: status/],
    [{ filters: { applications: [0] } }, /app "0"/],
    [{ filters: { status: ["running"] } }, /filter "status"; valid: search, states/],
    [{ filters: "layout=tiles" }, /layout "tiles"; valid: table, cards/],
    [{ chrome: "slim" }, /chrome "slim"; valid: full, compact, none/],
    [{ lang: "zh" }, /lang "zh"; valid: en, zh-CN/],
    [{ timeZone: "Shanghai" }, /timeZone "Shanghai"; valid: IANA names/],
    [{ view: "agent" }, /view "agent"; valid: board, agents, archive, wall/],
  ] as const)("refuses %j at once and says what is valid", (options, message) => {
    expect(() => frameAddress({ container, url, ...options } as never)).toThrow(message);
  });

  it("carries display options and filters, so that the first paint is right", () => {
    const address = frameAddress({
      container,
      url,
      theme: "dark",
      lang: "zh-CN",
      timeZone: "Asia/Shanghai",
      filters: { states: ["running", "notStarted"], agents: ["a@x.example", "b@x.example"] },
    });
    expect(address.search).toBe(
      "?state=running%2CnotStarted&agent=a%40x.example&agent=b%40x.example&theme=dark&lang=zh-CN&tz=Asia%2FShanghai",
    );
  });

  it.each(["//evil.example", "../wall", "campaigns/1/2/3", "campaigns/a/b", "wall?x=1", ""])(
    "refuses the view %j",
    (view) => {
      expect(() => frameAddress({ container, url, view: view as "board" })).toThrow(TypeError);
    },
  );

  it("takes a path of the portal's own origin", () => {
    vi.stubGlobal("location", new URL("https://portal.example.com/campaigns?x=1"));
    const address = frameAddress({ container, url: "/apps/cruiseboard", view: "wall" });
    vi.unstubAllGlobals();
    expect(address.href).toBe("https://portal.example.com/apps/cruiseboard/wall");
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "ftp://board.example.com", "board"])(
    "refuses the address %s",
    (url) => {
      expect(() => frameAddress({ container, url })).toThrow(TypeError);
    },
  );
});

describe("filtersQuery", () => {
  it("says every filter as the page's URL does", () => {
    const filters = {
      search: "SUV & more",
      states: ["running"],
      attention: ["stalled", "overrun"],
      agents: ["a@x.example"],
      agentStates: ["onBreak", "offline"],
      applications: [1_400_000_000, 1_400_000_001],
      sort: "-end",
      group: "agent",
    } as const;
    expect(Object.fromEntries(new URLSearchParams(filtersQuery(filters)))).toEqual({
      q: "SUV & more",
      state: "running",
      attention: "stalled,overrun",
      agent: "a@x.example",
      agentStatus: "onBreak,offline",
      app: "1400000000,1400000001",
      sort: "-end",
      group: "agent",
    });
  });

  it("takes a query string of the page as it is", () => {
    expect(filtersQuery("?q=a%26b&state=running")).toBe("q=a%26b&state=running");
    expect(filtersQuery({})).toBe("");
    expect(filtersQuery({ attention: true })).toBe("attention=1");
    expect(filtersQuery({ attention: false })).toBe("");
  });
});
