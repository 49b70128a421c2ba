import { knownValues, type Values } from "@cruiseboard/embed-sdk/values";

export type Locale = Values["lang"];

export const { theme: themes, chrome: chromes } = knownValues;

export interface Preferences {
  readonly locale: Locale;
  readonly theme: Values["theme"];
  readonly timeZone: string;
  /** How much of header and toolbar a portal's frame shows. */
  readonly chrome: Values["chrome"];
}

export interface PreferenceSources {
  readonly search: string;
  /** null: nothing stored, or storage is blocked. */
  readonly stored: (name: "lang" | "theme" | "tz") => string | null;
  readonly languages: readonly string[];
  readonly browserTimeZone: string;
}

/** The URL takes precedence over stored choices, these over the browser. Invalid values are ignored. */
export function choosePreferences(sources: PreferenceSources): Preferences {
  const { search, stored, languages, browserTimeZone } = sources;
  const query = new URLSearchParams(search);
  const wished = (name: "lang" | "theme" | "tz") => [query.get(name), stored(name)];
  return {
    locale: firstValid([...wished("lang"), ...languages], toLocale) ?? "en",
    theme: firstValid(wished("theme"), (name) => themes.find((theme) => theme === name)) ?? "system",
    timeZone: firstValid([...wished("tz"), browserTimeZone], toTimeZone) ?? "UTC",
    chrome: chromes.find((chrome) => chrome === query.get("chrome")) ?? "full",
  };
}

export const isDark = (theme: Values["theme"], systemIsDark: boolean): boolean =>
  theme === "dark" || (theme === "system" && systemIsDark);

function firstValid<T>(values: readonly (string | null)[], parse: (value: string) => T | undefined) {
  return values
    .map((value) => (value === null ? undefined : parse(value)))
    .find((parsed) => parsed !== undefined);
}

function toLocale(tag: string): Locale | undefined {
  if (/^en\b/i.test(tag)) return "en";
  return /^zh\b/i.test(tag) ? "zh-CN" : undefined;
}

function toTimeZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
