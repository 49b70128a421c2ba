import type { Session } from "@cruiseboard/contract";
import { useEffect, useEffectEvent, useState } from "react";
import { type KeybindingsMap, tinykeys } from "tinykeys";
import { navigate } from "wouter/use-browser-location";
import type { Board } from "../../api/board.ts";
import { IconButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { LazyPart, lazy } from "../../components/ui/lazy-part.tsx";
import { readStored } from "../../domain/storage.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { WatchListActions } from "../watch-list/use-watch-list.ts";

const HelpDialog = lazy(() => import("./help-dialog.tsx").then((it) => it.HelpDialog));
const CommandPalette = lazy(() => import("./command-palette.tsx").then((it) => it.CommandPalette));

/** Explains every mark; by button, touch and `?`. */
export function Help() {
  const { t } = useDisplay();
  const [open, setOpen] = useState(false);
  useKeys({ "[Shift]+?": () => setOpen(true) });
  return (
    <>
      <IconButton label={t("help.open")} onClick={() => setOpen(true)}>
        <Icon name="unknown" className="size-4" />
      </IconButton>
      {open && (
        <LazyPart>
          <HelpDialog onClose={() => setOpen(false)} />
        </LazyPart>
      )}
    </>
  );
}

export interface CommandsProps {
  readonly board: Board;
  readonly session: Session | undefined;
  readonly watchList: WatchListActions;
}

export const pageKeys = { b: "/", a: "/agents", r: "/archive", w: "/wall" } as const;

/** The command palette, and the keys of the pages. */
export function Commands(props: CommandsProps) {
  const { t } = useDisplay();
  const [open, setOpen] = useState(false);
  useKeys({
    "/": () => focusSearch() || setOpen(true),
    j: () => focusCampaign(1),
    k: () => focusCampaign(-1),
    x: () => focusedCampaign()?.querySelector<HTMLInputElement>(".select-box")?.click(),
    // One sequence: of several, those not finished would go on with the next key.
    [`g (${Object.keys(pageKeys).join("|")})`]: ({ key }) => goTo(pageKeys[key as keyof typeof pageKeys]),
  });
  useKeys({ "$mod+k": () => setOpen(true) }, isBehindDialog);
  return (
    <>
      <IconButton label={t("palette.open")} onClick={() => setOpen(true)} className="max-sm:hidden">
        <Icon name="search" className="size-4" />
      </IconButton>
      {open && (
        <LazyPart>
          <CommandPalette {...props} onClose={() => setOpen(false)} />
        </LazyPart>
      )}
    </>
  );
}

/** Keys without modifiers can be switched off, since speech input may trigger them (WCAG 2.1.4). */
export const keysSetting = "keys";

function isForSomethingElse(event: KeyboardEvent): boolean {
  const typing = "input:not([type='checkbox'], [type='radio'], [type='range']), textarea, select";
  const target = event.target instanceof Element ? event.target : null;
  return target?.matches(typing) === true || isBehindDialog(event) || readStored(keysSetting) === "off";
}

function isBehindDialog({ isComposing }: KeyboardEvent): boolean {
  return isComposing || document.querySelector("dialog[open]") !== null;
}

function useKeys(keys: KeybindingsMap, ignore = isForSomethingElse): void {
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
  navigate(path + search);
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type='search']");
  field?.focus();
  field?.select();
  return field !== null;
}

function focusedCampaign(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("[data-campaign]") ?? null;
}

/** The next one below or above the focused one; at first the topmost in sight. */
function focusCampaign(step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>("main [data-campaign]")];
  const focused = focusedCampaign();
  const header = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
  const next = focused
    ? all[all.indexOf(focused) + step]
    : all.find((campaign) => campaign.getBoundingClientRect().top >= header);
  next?.querySelector("a")?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
