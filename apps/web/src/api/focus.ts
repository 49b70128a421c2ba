import type { CampaignKey } from "@cruiseboard/contract";
import { useEffect, useState } from "react";
import { useActive } from "../domain/activity.ts";
import { parseKey } from "../domain/campaign-key.ts";
import { request } from "./http.ts";

/** The server takes no more at once. */
const most = 200;
/** Well within the 30 s after which the server forgets, in milliseconds. */
const renewal = 15_000;
/** Scrolling changes what is visible many times a second, in milliseconds. */
const settling = 400;

export interface FocusDependencies {
  readonly send: (campaigns: readonly CampaignKey[]) => Promise<unknown>;
  /** Runs once after so many milliseconds; answers a function that cancels. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
}

/** Tells the server what is on screen: soon after it changed, and again before it lapses. */
export interface FocusReporter {
  readonly show: (keys: readonly string[]) => void;
  readonly stop: () => void;
}

function nothing(): void {}

export function createFocusReporter({ send, after }: FocusDependencies): FocusReporter {
  let shown: readonly CampaignKey[] = [];
  let signature = "";
  let cancel: () => void = nothing;

  function report(): void {
    if (shown.length === 0) return;
    // Focus only speeds things up: a failure is made good by the next renewal.
    send(shown).catch(() => {});
    cancel = after(renewal, report);
  }

  return {
    show(keys) {
      const next = keys.slice(0, most);
      if (next.join() === signature) return;
      signature = next.join();
      shown = next.flatMap((key) => parseKey(...(key.split("/") as [string, string])) ?? []);
      cancel();
      cancel = after(settling, report);
    },
    stop() {
      cancel();
      signature = "";
    },
  };
}

/** PUT /api/v1/focus */
function putFocus(campaigns: readonly CampaignKey[]): Promise<unknown> {
  return request("/api/v1/focus", { method: "PUT", body: { campaigns } });
}

function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/** Asks for the freshest values of the campaigns on screen, for as long as the page is active. */
export function useFocus(keys: readonly string[]): void {
  const [reporter] = useState(() => createFocusReporter({ send: putFocus, after }));
  const active = useActive();
  useEffect(() => {
    if (active) reporter.show(keys);
    else reporter.stop();
  }, [reporter, active, keys]);
  useEffect(() => () => reporter.stop(), [reporter]);
}
