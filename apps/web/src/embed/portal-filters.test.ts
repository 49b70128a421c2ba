import { agentStates, attentionKinds, campaignStates } from "@cruiseboard/contract";
import { knownValues } from "@cruiseboard/embed-sdk/values";
import { describe, expect, it } from "vitest";
import { columnIds, sortKeys } from "../domain/columns.ts";
import { chromes, themes } from "../domain/preferences.ts";
import { densities, groupings, layouts } from "../domain/view-state.ts";
import { placeOf, withDisplay, withFilters } from "./portal-frame.tsx";

describe("withFilters", () => {
  it("replaces all filters and keeps layout and order", () => {
    const before = "?q=old&state=running&agent=a&agent=b&attention=1&app=1&sort=-end&lang=en&theme=dark";
    expect(withFilters(before, "q=new&agent=c&agent=d")).toBe(
      "sort=-end&lang=en&theme=dark&q=new&agent=c&agent=d",
    );
    expect(withFilters("?q=old&sort=name", "")).toBe("sort=name");
  });

  it("arranges anew where the portal says so", () => {
    expect(withFilters("?sort=name&group=agent", "sort=-end")).toBe("group=agent&sort=-end");
  });

  it("takes nothing from the portal that is no part of a view", () => {
    expect(withFilters("?lang=en", "lang=xx&theme=pink&__proto__=1&q=a")).toBe("lang=en&q=a");
  });
});

describe("withDisplay", () => {
  it("changes the given parameters and nothing else", () => {
    expect(withDisplay("?q=a&theme=light", { type: "display", theme: "dark" })).toBe("q=a&theme=dark");
    expect(withDisplay("?q=a", { type: "display", lang: "zh-CN" })).toBe("q=a&lang=zh-CN");
    expect(withDisplay("?tz=UTC", { type: "display", timeZone: "Asia/Shanghai", chrome: "none" })).toBe(
      "tz=Asia%2FShanghai&chrome=none",
    );
  });
});

describe("placeOf", () => {
  it("is the view and what it shows, without what the portal itself decides", () => {
    expect(placeOf("/", "lang=en&theme=dark&tz=UTC&chrome=none&q=a&sort=name")).toEqual({
      view: "board",
      query: "q=a&sort=name",
    });
    expect(placeOf("/campaigns/1/2", "")).toEqual({ view: "campaigns/1/2", query: "" });
    expect(placeOf("/wall", "").view).toBe("wall");
  });
});

const sets = (values: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, new Set(list)]));

it("knows every value of the embed script, and no other", () => {
  const own = {
    state: campaignStates,
    attention: attentionKinds,
    agentStatus: agentStates,
    sort: sortKeys,
    group: groupings,
    layout: layouts,
    density: densities,
    columns: columnIds,
    theme: themes,
    chrome: chromes,
    lang: ["en", "zh-CN"],
  };
  expect(sets(knownValues)).toEqual(sets(own));
});
