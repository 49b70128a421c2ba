import { describe, expect, test } from "vitest";
import { columnTemplate, defaultColumns, fitColumns, parseColumns, sheetWidth } from "./columns.ts";

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

  test("name the agent below the campaign first", () => {
    expect(fitColumns(defaultColumns, 86.8)).toEqual({
      shown: ["status", "campaign", "progress", "eta", "window", "age"],
      tight: false,
    });
  });

  test("draw closer together down to the least window that has columns, and on paper, and lose nothing", () => {
    for (const width of [70 - 3.125, sheetWidth])
      expect(fitColumns(defaultColumns, width)).toEqual({
        shown: ["status", "campaign", "progress", "eta", "window", "age"],
        tight: true,
      });
  });

  test("go by how dispensable they are where too many were chosen", () => {
    const chosen =
      parseColumns("status,campaign,agent,label,progress,eta,uncalled,window,concurrency,order,age") ?? [];
    const { shown } = fitColumns(chosen, 66);
    expect(shown).toEqual(expect.arrayContaining(["status", "campaign", "progress", "eta", "window"]));
    expect(shown).not.toContain("order");
  });

  test("become a grid", () => {
    expect(columnTemplate({ shown: ["status", "campaign"], tight: false })).toBe(
      "12.25rem minmax(17rem, 1.9fr) var(--actions)",
    );
  });
});
