import { useEffect, useEffectEvent } from "react";
import { type KeybindingsMap, tinykeys } from "tinykeys";
import { navigate } from "wouter/use-browser-location";
import type { Board } from "../../api/board.ts";
import { inBase } from "../../domain/address.ts";
import { readStored } from "../../domain/storage.ts";
import type { WatchListActions } from "../watch-list/use-watch-list.ts";

export interface CommandsProps {
  readonly board: Board;
  readonly watchList: WatchListActions;
}

/** `key`: after `g`. */
export const pages = [
  { key: "b", path: "/", name: "page.board" },
  { key: "a", path: "/agents", name: "page.agents" },
  { key: "r", path: "/archive", name: "page.archive" },
  { key: "w", path: "/wall", name: "page.wall" },
] as const;

/** Keys without modifiers can be switched off, since speech input may trigger them (WCAG 2.1.4). */
export const keysSetting = "keys";

function isForSomethingElse(event: KeyboardEvent): boolean {
  const typing = "input:not([type='checkbox'], [type='radio'], [type='range']), textarea, select";
  const target = event.target instanceof Element ? event.target : null;
  return target?.matches(typing) === true || isBehindDialog(event) || readStored(keysSetting) === "off";
}

export const isBehindDialog = ({ isComposing }: KeyboardEvent): boolean =>
  isComposing || document.querySelector("dialog[open]") !== null;

export function useKeys(keys: KeybindingsMap, ignore = isForSomethingElse): void {
  const run = useEffectEvent((key: string, event: KeyboardEvent) => {
    event.preventDefault();
    keys[key]?.(event);
  });
  const names = Object.keys(keys).join("\n");
  useEffect(() => {
    const bound = names.split("\n").map((key) => [key, (event: KeyboardEvent) => run(key, event)] as const);
    return tinykeys(window, Object.fromEntries(bound), { ignore });
  }, [names, ignore]);
}

export function goTo(path: string, search = location.search): void {
  navigate(inBase(path + search));
}

export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type='search']");
  field?.focus();
  field?.select();
  return field !== null;
}

export function focusedCampaign(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-campaign]") ?? null;
}

/** The next one below or above the focused one; at first the topmost in sight. */
export function focusCampaign(step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>("main [data-campaign]")];
  const focused = focusedCampaign();
  const header = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
  const next = focused
    ? all[all.indexOf(focused) + step]
    : all.find((campaign) => campaign.getBoundingClientRect().top >= header);
  next?.querySelector("a")?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
