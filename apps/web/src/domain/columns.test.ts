import { describe, expect, test } from "vitest";
import { columnTemplate, defaultColumns, fitColumns, parseColumns } from "./columns.ts";

describe("columns that are chosen", () => {
  test("stand in the order given, and what is not known is passed over", () => {
    expect(parseColumns("eta,campaign,shoe,status,eta")).toEqual(["eta", "campaign", "status"]);
    expect(parseColumns("shoe")).toBeNull();
    expect(parseColumns(null)).toBeNull();
  });
});

describe("columns that fit", () => {
  test("are all of them where there is room", () => {
    expect(fitColumns(defaultColumns, 110)).toEqual({ shown: defaultColumns, tight: false });
  });

  test("put the forecast into one column first, and name the agent elsewhere next", () => {
    expect(fitColumns(defaultColumns, 86.8).shown).toEqual([
      "status",
      "campaign",
      "agent",
      "progress",
      "forecast",
      "window",
      "age",
    ]);
    expect(fitColumns(defaultColumns, 76).shown).not.toContain("agent");
  });

  test("draw closer together at 1024 and at 960 pixels, and lose nothing that matters", () => {
    for (const width of [64 - 4, 60 - 4]) {
      expect(fitColumns(defaultColumns, width)).toEqual({
        shown: ["status", "campaign", "progress", "forecast", "window", "age"],
        tight: true,
      });
    }
  });

  test("go by how dispensable they are where too many were chosen", () => {
    const chosen =
      parseColumns("status,campaign,agent,label,progress,eta,uncalled,window,concurrency,order,age") ?? [];
    const { shown } = fitColumns(chosen, 60);
    expect(shown).toEqual(expect.arrayContaining(["status", "campaign", "progress", "eta", "window"]));
    expect(shown).not.toContain("order");
  });

  test("become a grid", () => {
    expect(columnTemplate({ shown: ["status", "campaign"], tight: false })).toBe(
      "12.5rem minmax(14rem, 1.7fr) var(--actions)",
    );
  });
});
