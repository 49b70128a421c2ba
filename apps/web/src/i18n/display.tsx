import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useSearch } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { choosePreferences, isDark, type Preferences } from "../domain/preferences.ts";
import { readStored, store } from "../domain/storage.ts";
import { createFormat, type Format } from "./format.ts";
import { loadMessages, type Translate, translator } from "./messages.ts";

/** How things are shown: language, theme, time zone, and the words and formats that follow from them. */
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

/** Messages of this locale must be loaded before the first render. */
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

  const choose = (name: "lang" | "theme" | "tz", value: string) => {
    store(name, value);
    setChosen((before) => ({ ...before, [name]: value }));
    replaceParameter(name, value);
  };

  const { theme, timeZone } = wanted;
  const t = translator(locale);
  const display = { locale, theme, timeZone, t, format: createFormat(locale, timeZone, t), choose };
  return <DisplayContext value={display}>{children}</DisplayContext>;
}

/** Stays with the present language until the next one has been fetched, so that no ids flash. */
function useLoadedLocale(wanted: Preferences["locale"]): Preferences["locale"] {
  const [locale, setLocale] = useState(wanted);
  useEffect(() => {
    let current = true;
    loadMessages(wanted).then(
      () => current && setLocale(wanted),
      () => {}, // not reachable right now: the present language stays
    );
    return () => {
      current = false;
    };
  }, [wanted]);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  return locale;
}

function useTheme(theme: Preferences["theme"]): void {
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const dark = isDark(theme, systemDark);
  useEffect(() => {
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  }, [dark]);
}

/** A choice by hand would be overruled by the URL's own parameter, so that one follows. */
function replaceParameter(name: string, value: string): void {
  const query = new URLSearchParams(location.search);
  if (!query.has(name)) return;
  query.set(name, value);
  navigate(`${location.pathname}?${query}`, { replace: true });
}

/** Whether a media query holds right now. */
export function useMedia(query: string): boolean {
  // Asking for one anew costs as much as a small part's rendering.
  const media = matchMedia(query);
  const subscribe = (listener: () => void) => {
    media.addEventListener("change", listener);
    return () => media.removeEventListener("change", listener);
  };
  return useSyncExternalStore(subscribe, () => media.matches);
}
