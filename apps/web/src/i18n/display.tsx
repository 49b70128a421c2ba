import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { useSearch } from "wouter";
import { inBase, replaceQuery, withParameter } from "../domain/address.ts";
import { choosePreferences, isDark, type Preferences } from "../domain/preferences.ts";
import { readStored, store } from "../domain/storage.ts";
import { createFormat, type Format } from "./format.ts";
import { loadMessages, type Translate, translator } from "./messages.ts";

export interface Display extends Preferences {
  readonly t: Translate;
  readonly format: Format;
  readonly choose: (name: "lang" | "theme" | "tz", value: string) => void;
}

const DisplayContext = createContext<Display | null>(null);

export function useDisplay(): Display {
  const display = useContext(DisplayContext);
  if (display === null) throw new Error("useDisplay is called outside DisplayProvider");
  return display;
}

export function browserPreferences(
  search: string,
  chosen: Partial<Record<string, string>> = {},
): Preferences {
  return choosePreferences({
    search,
    stored: (name) => chosen[name] ?? readStored(name),
    languages: navigator.languages,
    browserTimeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

export function DisplayProvider({ children }: { children: ReactNode }) {
  const search = useSearch();
  const [chosen, setChosen] = useState<Partial<Record<string, string>>>({});
  const wanted = browserPreferences(search, chosen);
  const locale = useLoadedLocale(wanted.locale);
  useTheme(wanted.theme);
  useLayoutEffect(() => {
    document.documentElement.style.setProperty("--header", headerHeights[wanted.chrome]);
  }, [wanted.chrome]);

  const choose = (name: "lang" | "theme" | "tz", value: string) => {
    store(name, value);
    setChosen((before) => ({ ...before, [name]: value }));
    // A parameter in the URL takes precedence over a choice, so it has to follow.
    if (new URLSearchParams(search).has(name)) replaceQuery(withParameter(location.search, name, value));
  };

  const { theme, timeZone, chrome } = wanted;
  const t = translator(locale);
  const display = { locale, theme, timeZone, chrome, t, format: createFormat(locale, timeZone, t), choose };
  return <DisplayContext value={display}>{children}</DisplayContext>;
}

/** Keeps the present language until the next one is loaded. */
function useLoadedLocale(wanted: Preferences["locale"]): Preferences["locale"] {
  const [locale, setLocale] = useState(wanted);
  useEffect(() => {
    let current = true;
    loadMessages(wanted).then(
      () => current && setLocale(wanted),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [wanted]);
  useEffect(() => {
    document.documentElement.lang = locale;
    const manifest = locale === "en" ? "manifest.webmanifest" : `manifest.${locale}.webmanifest`;
    document.querySelector('link[rel="manifest"]')?.setAttribute("href", inBase(`/${manifest}`));
  }, [locale]);
  return locale;
}

function useTheme(theme: Preferences["theme"]): void {
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const dark = isDark(theme, systemDark);
  useEffect(() => {
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    // The browser draws the window's edge in it.
    const { backgroundColor } = getComputedStyle(document.documentElement);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", backgroundColor);
  }, [dark]);
}

const headerHeights = { full: null, compact: "2.5rem", none: "2.25rem" } as const;

export function useMedia(query: string): boolean {
  const media = matchMedia(query);
  const subscribe = (listener: () => void) => {
    media.addEventListener("change", listener);
    return () => media.removeEventListener("change", listener);
  };
  return useSyncExternalStore(subscribe, () => media.matches);
}
