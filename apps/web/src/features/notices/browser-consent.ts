import { readStored, store } from "../../lib/storage.ts";

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
