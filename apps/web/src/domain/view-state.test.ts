import { expect, test } from "vitest";
import {
  defaultLayout,
  defaultView,
  isFiltered,
  parseView,
  shareableQuery,
  type ViewState,
  withView,
} from "./view-state.ts";

const wholeView: ViewState = {
  search: "车 & <b>",
  states: ["running", "completed"],
  attentionOnly: true,
  kinds: ["willMissWindow", "stalled"],
  agents: ["foo@example.com", ""],
  agentStates: ["onBreak", "offline"],
  applications: [1_400_000_000, 1_400_000_001],
  sort: "end",
  descending: true,
  grouping: "label",
  folding: { all: true, except: ["South, east", "a&b"] },
  layout: "cards",
  density: "compact",
  columns: ["campaign", "status", "eta"],
};

test("a URL restores the view, and leaves other parameters alone", () => {
  const query = withView("lang=zh-CN&q=old&agent=old&agent=older", wholeView);
  expect(parseView(query)).toEqual(wholeView);
  expect(new URLSearchParams(query).get("lang")).toBe("zh-CN");
});

test("the default view needs no parameters", () => {
  expect(withView("?q=x&state=running&attention=1&agent=a&sort=-name&layout=cards&tz=UTC", defaultView)).toBe(
    "tz=UTC",
  );
  expect(parseView("")).toEqual(defaultView);
});

test("what is not understood counts as not given", () => {
  expect(
    parseView(
      "?state=flying,completed&sort=-colour&attention=yes&app=-1,x&group=shoe&layout=tree&columns=a,b",
    ),
  ).toEqual({ ...defaultView, states: ["completed"] });
});

test("a row always has status and campaign", () => {
  expect(parseView("?columns=eta").columns).toEqual(["status", "campaign", "eta"]);
});

test("the stored layout applies where the URL has none, and a different one is always in the URL", () => {
  const kept = { ...defaultLayout, layout: "cards" } as const;
  expect(parseView("", kept).layout).toBe("cards");
  expect(parseView("?layout=table", kept).layout).toBe("table");
  expect(withView("", { ...defaultView, layout: "cards" }, kept)).toBe("layout=cards");
  expect(withView("", { ...defaultView, layout: "table" }, kept)).toBe("layout=table");
});

test("a link to share shows the same whatever layout is stored where it is opened", () => {
  const elsewhere = { ...defaultLayout, layout: "cards", density: "compact" } as const;
  expect(parseView(shareableQuery(defaultView), elsewhere)).toEqual(defaultView);
});

test("only what leaves campaigns out is a filter", () => {
  expect(isFiltered({ ...defaultView, sort: "name", grouping: "agent", layout: "cards" })).toBe(false);
  expect(isFiltered({ ...defaultView, agents: [""] })).toBe(true);
});
