import { type I18n, type Messages, setupI18n } from "@lingui/core";
import type catalogue from "../../messages/en.json";
import type { Locale } from "../domain/preferences.ts";

/** Every id of the catalogue; a template such as `state.${state}` is checked against it, too. */
export type MessageId = keyof typeof catalogue;
export type Translate = (id: MessageId, values?: Record<string, string | number>) => string;

/** One chunk for each language. */
const chunks: Record<Locale, () => Promise<{ default: Messages }>> = {
  en: () => import("virtual:messages/en"),
  "zh-CN": () => import("virtual:messages/zh-CN"),
};

const loaded = new Map<Locale, I18n>();

/** Fetches a language's chunk once. Rejects if that fails. */
export async function loadMessages(locale: Locale): Promise<void> {
  if (loaded.has(locale)) return;
  const { default: messages } = await chunks[locale]();
  loaded.set(locale, setupI18n({ locale, messages: { [locale]: messages } }));
}

/** The translator of a loaded language; of one that is not loaded it shows the ids. */
export function translator(locale: Locale): Translate {
  const i18n = loaded.get(locale);
  return (id, values) => (i18n === undefined ? id : i18n._(id, values));
}
