import { expect, test } from "vitest";
import { choosePreferences, type PreferenceSources } from "./preferences.ts";

function choose(own: Partial<PreferenceSources>) {
  return choosePreferences({
    search: "",
    stored: () => null,
    languages: ["de-DE", "zh-HK", "en-GB"],
    browserTimeZone: "Europe/Berlin",
    ...own,
  });
}

const kept: Record<string, string> = { lang: "en", theme: "dark", tz: "UTC" };

function stored(name: string): string | null {
  return kept[name] ?? null;
}

test("the URL wins over the earlier choice, which wins over the browser", () => {
  const chrome = "full";
  expect(choose({})).toEqual({ locale: "zh-CN", theme: "system", timeZone: "Europe/Berlin", chrome });
  expect(choose({ stored })).toEqual({ locale: "en", theme: "dark", timeZone: "UTC", chrome });
  expect(choose({ stored, search: "?lang=zh-CN&theme=light&tz=Asia/Tokyo&chrome=none" })).toEqual({
    chrome: "none",
    locale: "zh-CN",
    theme: "light",
    timeZone: "Asia/Tokyo",
  });
});

test("invalid wishes are passed over", () => {
  expect(choose({ search: "?lang=xx&theme=pink&tz=Mars/Olympus" })).toEqual(choose({}));
  expect(choose({ languages: ["fr"], browserTimeZone: "" })).toMatchObject({ locale: "en", timeZone: "UTC" });
});
