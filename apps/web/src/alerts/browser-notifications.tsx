import { useEffect, useState } from "react";
import { navigate } from "wouter/use-browser-location";
import { useVisible } from "../domain/activity.ts";
import { attentionWords } from "../domain/attention.ts";
import { keyOf } from "../domain/campaign-key.ts";
import { readStored, store } from "../domain/storage.ts";
import { useDisplay } from "../i18n/display.tsx";
import type { Notice } from "./alert-list.ts";
import { useNewly } from "./new-attention.ts";
import type { Notices } from "./use-alerts.ts";

/** How often the one tab that tells looks while it is hidden, in milliseconds. Browsers allow no more. */
const hiddenInterval = 60_000;
/** As many are named; the rest is counted. */
const named = 3;

interface BrowserNotifierProps {
  readonly notices: Notices;
  readonly subject: string;
  /** What the board shows may be believed. */
  readonly settled: boolean;
  readonly paused: boolean;
  readonly pollNow: () => void;
}

/** Tells of what newly needs attention through the browser; of all open tabs, one does. Renders nothing. */
export function BrowserNotifier({ notices, subject, settled, paused, pollNow }: BrowserNotifierProps) {
  const { t } = useDisplay();
  const chosen = useOnlyTab(`cruiseboard.notices.${subject}`);
  const hidden = !useVisible();
  const { record } = notices;
  useEffect(() => {
    if (!chosen || !hidden || paused) return;
    const timer = setInterval(pollNow, hiddenInterval);
    return () => clearInterval(timer);
  }, [chosen, hidden, paused, pollNow]);

  const tell = (newly: readonly Notice[]) => {
    const untold = newly.filter(({ id }) => !record.marks().told.has(id));
    if (!chosen || untold.length === 0) return;
    record.mark(
      "told",
      untold.map(({ id }) => id),
    );
    const lines = untold.map(
      (notice) => `${notice.name ?? notice.campaign.campaignId}: ${attentionWords(t, notice)}`,
    );
    show(t("notices.newly", { count: untold.length }), lines, () => navigate(addressOf(untold)));
  };
  useNewly(notices.fresh, settled, tell);
  return null;
}

/** One campaign's page, or the board with all that needs attention, in the page's present language and looks. */
function addressOf(notices: readonly Notice[]): string {
  const keys = new Set(notices.map(({ campaign }) => keyOf(campaign)));
  const [key] = keys;
  const query = new URLSearchParams(location.search);
  if (keys.size > 1) query.set("attention", "1");
  return `${keys.size === 1 ? `/campaigns/${key}` : "/"}${query.size > 0 ? `?${query}` : ""}`;
}

function show(title: string, lines: readonly string[], open: () => void): void {
  const body = [...lines.slice(0, named), ...(lines.length > named ? ["…"] : [])].join("\n");
  try {
    // The tag lets a later one take its place instead of piling up; without `renotify` it would do so silently.
    const options = { body, tag: "cruiseboard", renotify: true, icon: "/favicon.svg" };
    const notification = new Notification(title, options);
    notification.addEventListener("click", () => {
      window.focus();
      open();
      notification.close();
    });
  } catch {
    // On some phones only a service worker may; the tray tells all the same.
  }
}

/** Whether this is the one tab of the browser that holds a name; the next takes over when it closes. */
function useOnlyTab(name: string): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const waiting = new AbortController();
    let release = () => {};
    const whileHeld = () =>
      new Promise<void>((resolve) => {
        release = resolve;
        setHeld(true);
      });
    // Rejects when this tab stops waiting for its turn.
    navigator.locks.request(name, { signal: waiting.signal }, whileHeld).catch(() => {});
    return () => {
      waiting.abort();
      release();
      setHeld(false);
    };
  }, [name]);
  return held;
}

const name = "notices.browser";

/** Whether this viewer wants the browser to tell, and whether it may: only a button ever asks. */
export type BrowserConsent = "impossible" | "blocked" | "off" | "on";

export function browserConsent(): BrowserConsent {
  if (!("Notification" in window) || !("locks" in navigator)) return "impossible";
  const { permission } = Notification;
  // Browsers let no foreign frame ask.
  if (permission !== "granted" && window.parent !== window) return "impossible";
  if (permission === "denied") return "blocked";
  return permission === "granted" && readStored(name) === "on" ? "on" : "off";
}

/** Asks the browser, which may ask the viewer. */
export async function giveConsent(): Promise<BrowserConsent> {
  if ((await Notification.requestPermission()) === "granted") store(name, "on");
  return browserConsent();
}

export function withdrawConsent(): BrowserConsent {
  store(name, "off");
  return browserConsent();
}
