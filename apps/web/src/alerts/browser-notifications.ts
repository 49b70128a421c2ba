import { useEffect, useState } from "react";
import { navigate } from "wouter/use-browser-location";
import type { Board } from "../api/board.ts";
import { useVisible } from "../domain/activity.ts";
import { inBase } from "../domain/address.ts";
import { attentionWords } from "../domain/attention.ts";
import { keyOf } from "../domain/campaign-key.ts";
import { readStored, store } from "../domain/storage.ts";
import { useDisplay } from "../i18n/display.tsx";
import type { Alert } from "./alerts.ts";

/** Browsers throttle timers of hidden tabs to this. */
const hiddenPollMs = 60_000;
const maxNamed = 3;

/** Shows new alerts as browser notifications, from one of the open tabs. */
export function useNotifier(on: boolean, { paused, pollNow }: Board, subject: string) {
  const { t } = useDisplay();
  const isChosen = useOnlyTab(`cruiseboard.notices.${subject}`, on);
  const visible = useVisible();
  const polls = isChosen && !visible && !paused;
  useEffect(() => {
    if (!polls) return;
    const timer = setInterval(pollNow, hiddenPollMs);
    return () => clearInterval(timer);
  }, [polls, pollNow]);
  return (fresh: readonly Alert[]): void => {
    if (!isChosen) return;
    const lines = fresh.map(
      (alert) => `${alert.name ?? alert.campaign.campaignId}: ${attentionWords(t, alert)}`,
    );
    show(t("alerts.new", { count: fresh.length }), lines, () => navigate(inBase(addressOf(fresh))));
  };
}

function addressOf(alerts: readonly Alert[]): string {
  const keys = new Set(alerts.map(({ campaign }) => keyOf(campaign)));
  const [key] = keys;
  const query = new URLSearchParams(location.search);
  if (keys.size > 1) query.set("attention", "1");
  return `${keys.size === 1 ? `/campaigns/${key}` : "/"}${query.size > 0 ? `?${query}` : ""}`;
}

function show(title: string, lines: readonly string[], open: () => void): void {
  const body = [...lines.slice(0, maxNamed), ...(lines.length > maxNamed ? ["…"] : [])].join("\n");
  try {
    // A later notification replaces this one by its tag; `renotify` makes a sound again.
    const options = { body, tag: "cruiseboard", renotify: true, icon: inBase("/favicon.svg") };
    const notification = new Notification(title, options);
    notification.addEventListener("click", () => {
      window.focus();
      open();
      notification.close();
    });
  } catch {
    // On some phones only service workers may show notifications.
  }
}

/** Whether this tab holds a lock of the browser; another tab takes over when it closes. */
function useOnlyTab(name: string, wanted: boolean): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!wanted) return;
    const waiting = new AbortController();
    let release = () => {};
    const whileHeld = () =>
      new Promise<void>((resolve) => {
        release = resolve;
        setHeld(true);
      });
    // Rejects when aborted.
    navigator.locks.request(name, { signal: waiting.signal }, whileHeld).catch(() => {});
    return () => {
      waiting.abort();
      release();
      setHeld(false);
    };
  }, [name, wanted]);
  return held;
}

const storedName = "notices.browser";

export type BrowserConsent = "impossible" | "blocked" | "off" | "on";

export function browserConsent(): BrowserConsent {
  if (!("Notification" in window) || !("locks" in navigator)) return "impossible";
  const { permission } = Notification;
  // Browsers let no cross-origin frame ask.
  if (permission !== "granted" && window.parent !== window) return "impossible";
  if (permission === "denied") return "blocked";
  return permission === "granted" && readStored(storedName) === "on" ? "on" : "off";
}

/** Only a button calls this: the browser may ask the viewer. */
export async function changeConsent(wanted: "on" | "off"): Promise<BrowserConsent> {
  if (wanted === "off" || (await Notification.requestPermission()) === "granted") store(storedName, wanted);
  return browserConsent();
}
