import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Board, contactRecord } from "../api/board.ts";
import { inBase } from "../domain/address.ts";
import { listOf } from "../domain/campaign-key.ts";
import { time, useTicking } from "../i18n/time.ts";

/** With notifications, a hidden tab polls once a minute; without, not at all. */
const knownForMs = 90_000;

/** The tab's title and icon, with how many campaigns need attention. */
export function useTabSignals({ state, contact }: Board, title: string): void {
  const client = useQueryClient();
  const isOld = useTicking(() => time.now() - contactRecord(client).confirmedAt > knownForMs);
  const campaigns = listOf(state?.campaigns);
  const count = campaigns.filter(({ attention }) => attention.length > 0).length;
  const signal = tabSignal(campaigns.length > 0 && (isOld || contact === "lost") ? null : count);
  useEffect(() => {
    document.title = signal === "" ? title : `(${signal}) ${title}`;
  }, [signal, title]);
  useEffect(() => {
    document.querySelector('link[rel="icon"]')?.setAttribute("href", iconWith(signal));
  }, [signal]);
}

/** Empty: nothing needs attention. @param count null: what is known is too old. */
export function tabSignal(count: number | null): string {
  if (count === null) return "?";
  return count > 99 ? "99+" : count > 0 ? String(count) : "";
}

/** On its own ground, so that any tab bar, light or dark, shows it. Safari shows the plain icon. */
function iconWith(signal: string): string {
  if (signal === "") return inBase("/favicon.svg");
  const [ground, size] = [signal === "?" ? "#626c7c" : "#b4380c", [26, 22, 16][signal.length - 1] ?? 16];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${ground}"/><text x="16" y="${16 + size * 0.36}" font-size="${size}" font-family="sans-serif" font-weight="700" text-anchor="middle" fill="#fff">${signal}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
