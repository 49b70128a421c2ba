import { useEffect, useState } from "react";
import type { Alert } from "./alert-list.ts";

/** Alerts within this time are announced together. */
const gatherMs = 3000;

type Announce = (alerts: readonly Alert[]) => void;

export function createAnnouncer() {
  let known: Set<string> | null = null;
  let latest: readonly Alert[] = [];
  let isTrusted = false;
  let announce: Announce | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const unknown = () => latest.filter(({ id }) => !known?.has(id));

  function announceNew(): void {
    timer = undefined;
    const alerts = unknown();
    if (!isTrusted || alerts.length === 0) return;
    known = new Set(latest.map(({ id }) => id));
    announce?.(alerts);
  }

  return {
    /** @param trusted false: nothing is announced or forgotten. */
    update(alerts: readonly Alert[], trusted: boolean, announceWith: Announce) {
      [latest, isTrusted, announce] = [alerts, trusted, announceWith];
      if (!trusted) return;
      known ??= new Set(alerts.map(({ id }) => id));
      if (unknown().length > 0) timer ??= setTimeout(announceNew, gatherMs);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

/** Announces alerts that were not there when the page was opened. */
export function useNewAlerts(alerts: readonly Alert[], trusted: boolean, announce: Announce): void {
  const [announcer] = useState(createAnnouncer);
  useEffect(() => announcer.update(alerts, trusted, announce), [announcer, alerts, trusted, announce]);
  useEffect(() => announcer.stop, [announcer]);
}
