export type Locale = "en" | "zh-CN";

export const themes = ["light", "dark", "system"] as const;
type Theme = (typeof themes)[number];

export interface Preferences {
  readonly locale: Locale;
  readonly theme: Theme;
  /** IANA name, valid in this browser. */
  readonly timeZone: string;
}

/** What a browser offers to choose from; `stored` is null where storage is blocked or nothing was kept. */
export interface PreferenceSources {
  readonly search: string;
  readonly stored: (name: "lang" | "theme" | "tz") => string | null;
  readonly languages: readonly string[];
  readonly browserTimeZone: string;
}

/** The URL wins over what was chosen earlier, which wins over the browser. Invalid values are passed over. */
export function choosePreferences({ languages, browserTimeZone, ...wishes }: PreferenceSources): Preferences {
  return {
    locale: firstOf([...wishesFor("lang", wishes), ...languages], toLocale) ?? "en",
    theme: firstOf(wishesFor("theme", wishes), toTheme) ?? "system",
    timeZone: firstOf([...wishesFor("tz", wishes), browserTimeZone], toTimeZone) ?? "UTC",
  };
}

export function isDark(theme: Theme, systemIsDark: boolean): boolean {
  return theme === "dark" || (theme === "system" && systemIsDark);
}

type Wishes = Pick<PreferenceSources, "search" | "stored">;

function wishesFor(name: "lang" | "theme" | "tz", { search, stored }: Wishes): (string | null)[] {
  return [new URLSearchParams(search).get(name), stored(name)];
}

function firstOf<T>(wishes: readonly (string | null)[], accept: (wish: string) => T | null): T | null {
  for (const wish of wishes) {
    const accepted = wish === null ? null : accept(wish);
    if (accepted !== null) return accepted;
  }
  return null;
}

/** Any English is English and any Chinese is Simplified Chinese; null: a language that is not spoken here. */
function toLocale(tag: string): Locale | null {
  if (/^en\b/i.test(tag)) return "en";
  return /^zh\b/i.test(tag) ? "zh-CN" : null;
}

function toTheme(name: string): Theme | null {
  return themes.find((theme) => theme === name) ?? null;
}

function toTimeZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
