import { setupI18n } from "@lingui/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import english from "../../messages/en.json";
import chinese from "../../messages/zh-CN.json";
import type { Locale } from "../domain/preferences.ts";
import { createFormat } from "./format.ts";

function format(locale: Locale, timeZone = "Asia/Shanghai") {
  const i18n = setupI18n({ locale, messages: { en: english, "zh-CN": chinese } });
  return createFormat(locale, timeZone, (id, values) => i18n._(id, values));
}

const [second, minute, hour] = [1000, 60_000, 3_600_000];
const at = Date.parse("2026-11-22T01:05:09.000Z");

describe("durations have two units at most", () => {
  test.each([
    [-5, "0 s", "0 秒"],
    [59.9 * second, "59 s", "59 秒"],
    [12 * minute, "12 min", "12 分钟"],
    [hour + 5 * minute, "1 h 5 min", "1 小时 5 分钟"],
    [2 * hour, "2 h", "2 小时"],
    [51 * hour, "2 d 3 h", "2 天 3 小时"],
  ])("%s ms", (milliseconds, english, chinese) => {
    expect(format("en").duration(milliseconds)).toBe(english);
    expect(format("zh-CN").duration(milliseconds)).toBe(chinese);
  });
});

test("moments stand in the chosen zone, with the date unless it is today", () => {
  expect(format("en").moment(at, at + hour)).toBe("09:05:09");
  expect(format("en", "America/New_York").minute(at, at)).toBe("20:05");
  expect(format("en").minute(at, at + 24 * hour)).toBe("Nov 22 09:05");
  expect(format("zh-CN").minute(at, at + 24 * hour)).toBe("11月22日 09:05");
  expect(format("en").full(at)).toBe("2026-11-22 09:05:09 UTC+8");
  expect(format("en", "UTC").offset(at)).toBe("UTC");
});

describe("a window names the day of its end wherever it is another one", () => {
  const [newYearsEve, noon] = ["2026-12-31T14:22:00.000Z", "2026-11-22T04:00:00.000Z"].map(Date.parse) as [
    number,
    number,
  ];
  test.each([
    [at, at + 8 * hour, at, "09:05 → 17:05", "09:05 → 17:05"],
    [at, at + 20 * hour, at, "09:05 → 05:05 +1", "09:05 → 次日 05:05"],
    [at, at + 50 * hour, at, "09:05 → Nov 24 11:05", "09:05 → 11月24日 11:05"],
    [at, at + 20 * hour, at + 72 * hour, "Nov 22 09:05 → Nov 23 05:05", "11月22日 09:05 → 11月23日 05:05"],
    [at, at + 8 * hour, at + 72 * hour, "Nov 22 09:05 → 17:05", "11月22日 09:05 → 17:05"],
    [at, at + 8 * hour, at - 24 * hour, "09:05 +1 → 17:05 +1", "次日 09:05 → 次日 17:05"],
    [noon, noon + 12 * hour, noon, "12:00 → 00:00 +1", "12:00 → 次日 00:00"],
    [newYearsEve, newYearsEve + 4 * hour, newYearsEve, "22:22 → 02:22 +1", "22:22 → 次日 02:22"],
    [
      newYearsEve,
      newYearsEve + 4 * hour,
      newYearsEve + 2 * hour,
      "Dec 31 22:22 → 02:22",
      "12月31日 22:22 → 02:22",
    ],
    [newYearsEve, newYearsEve + 40 * hour, newYearsEve, "22:22 → Jan 2 14:22", "22:22 → 1月2日 14:22"],
  ])("%s to %s seen at %s", (start, end, now, english, chinese) => {
    expect(format("en").window(start, end, now).join(" → ")).toBe(english);
    expect(format("zh-CN").window(start, end, now).join(" → ")).toBe(chinese);
  });
});

test("an expected end names its day once, and beyond tomorrow it is the days alone", () => {
  const range = (from: number, to: number) => format("en").range(at + from * hour, at + to * hour, at);
  expect(range(1, 2)).toBe("10:05–11:05");
  expect(range(1, 1)).toBe("≈ 10:05");
  expect(range(14, 16)).toBe("23:05–01:05 +1");
  expect(range(20, 21)).toBe("05:05–06:05 +1");
  expect(range(2, 50)).toBe("11:05–Nov 24");
  expect(range(20, 50)).toBe("Nov 23–Nov 24");
  expect(range(50, 51)).toBe("≈ Nov 24");
  expect(format("zh-CN").range(at + 20 * hour, at + 21 * hour, at)).toBe("次日 05:05–06:05");
});

test("a percentage is rounded, in every language", () => {
  const shown = (locale: Locale) => (called: number) => format(locale).percent(called, 1000);
  for (const locale of ["en", "zh-CN"] as const) {
    expect([0, 1, 4, 9, 10, 198, 290, 999, 1000, 1310].map(shown(locale))).toEqual([
      "0%",
      "<1%",
      "<1%",
      "1%",
      "1%",
      "20%",
      "29%",
      "99%",
      "100%",
      "100%",
    ]);
  }
  expect(format("en").percent(29, 100)).toBe("29%");
});

test.each([
  [null, 900],
  [5, null],
  [0, 0],
])("%s of %s has no percentage", (part, whole) => {
  expect(format("en").percent(part, whole)).toBeNull();
});

test("only all is 100 %, only none is 0 %, and between them it is the nearest percent", () => {
  const { percent } = format("en");
  const counts = fc
    .integer({ min: 1, max: 1_000_000_000 })
    .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));
  fc.assert(
    fc.property(counts, ([called, total]) => {
      const shown = percent(called, total) ?? "";
      expect(shown === "100%").toBe(called === total);
      expect(shown === "0%").toBe(called === 0);
      const points = shown === "<1%" ? 0 : Number.parseInt(shown, 10);
      // 99 % goes up to all but one.
      expect(Math.abs(points - (100 * called) / total)).toBeLessThanOrEqual(shown === "99%" ? 1 : 0.5);
    }),
  );
});

test("sentences are joined in the language's way, each with one stop", () => {
  const parts = ["Ended; the reason is unknown.", null, "12 callees were left uncalled"];
  expect(format("en").sentences(...parts)).toBe(
    "Ended; the reason is unknown. 12 callees were left uncalled.",
  );
  expect(format("zh-CN").sentences("已结束，原因未知。", "有 12 个被叫未呼。")).toBe(
    "已结束，原因未知。有 12 个被叫未呼。",
  );
  expect(format("zh-CN").sentences("外呼时段已结束（推断）")).toBe("外呼时段已结束（推断）。");
});

test("numbers stand in the language's own way", () => {
  expect(format("zh-CN").number(31_500)).toBe("31,500");
  expect(format("en").decimal(28.44)).toBe("28.4");
});
