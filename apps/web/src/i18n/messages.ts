import { type I18n, type Messages, setupI18n } from "@lingui/core";
import type catalogue from "../../messages/en.json";
import type { Locale } from "../domain/preferences.ts";

export type MessageId = keyof typeof catalogue;
export type Translate = (id: MessageId, values?: Record<string, string | number>) => string;

const chunks: Record<Locale, () => Promise<{ default: Messages }>> = {
  en: () => import("../../messages/en.json"),
  "zh-CN": () => import("../../messages/zh-CN.json"),
};

const loaded = new Map<Locale, I18n>();

export async function loadMessages(locale: Locale): Promise<void> {
  if (loaded.has(locale)) return;
  const { default: messages } = await chunks[locale]();
  loaded.set(locale, setupI18n({ locale, messages: { [locale]: messages } }));
}

export function translator(locale: Locale): Translate {
  const i18n = loaded.get(locale);
  return (id, values) => (i18n === undefined ? id : i18n._(id, values));
}
