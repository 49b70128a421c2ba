import { type I18n, type Messages, setupI18n } from "@lingui/core";
import type catalogue from "../../messages/en.json";
import type { Locale } from "./preferences.ts";

/** Every id of the catalogue; a template such as `state.${state}` is checked against it, too. */
export type MessageId = keyof typeof catalogue;
export type Translate = (id: MessageId, values?: Record<string, string | number>) => string;

type LoadChunk = () => Promise<{ default: Messages }>;

/** By language: the words of the first sight, and those of all parts that are fetched later. */
const chunks: Record<Locale, readonly [first: LoadChunk, later: LoadChunk]> = {
  en: [() => import("virtual:messages/en"), () => import("virtual:messages/en/later")],
  "zh-CN": [() => import("virtual:messages/zh-CN"), () => import("virtual:messages/zh-CN/later")],
};

const loaded = new Map<Locale, I18n>();
const complete = new Map<Locale, Promise<void>>();
const completed = new Set<Locale>();

/** Fetches a language's chunk once, and its later words if any language's were wanted. Rejects if that fails. */
export async function loadMessages(locale: Locale): Promise<void> {
  if (!loaded.has(locale)) {
    const { default: messages } = await chunks[locale][0]();
    loaded.set(locale, setupI18n({ locale, messages: { [locale]: messages } }));
  }
  if (complete.size > 0) await loadLaterMessages(locale);
}

/** Fetches what the first sight did without, once; the same promise each time. Rejects when it cannot be fetched now. */
export function loadLaterMessages(locale: Locale): Promise<void> {
  const known = complete.get(locale);
  if (known) return known;
  const loading = addLaterMessages(locale);
  complete.set(locale, loading);
  loading.catch(() => complete.delete(locale));
  return loading;
}

/** Whether every word of a language is there. */
export function hasAllMessages(locale: Locale): boolean {
  return completed.has(locale);
}

async function addLaterMessages(locale: Locale): Promise<void> {
  const { default: messages } = await chunks[locale][1]();
  loaded.get(locale)?.load(locale, messages);
  completed.add(locale);
}

/** The translator of a loaded language; of one that is not loaded it shows the ids. */
export function translator(locale: Locale): Translate {
  const i18n = loaded.get(locale);
  return (id, values) => (i18n === undefined ? id : i18n._(id, values));
}
