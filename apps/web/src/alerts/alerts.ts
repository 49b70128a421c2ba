import type { Upstream } from "@cruiseboard/contract";
import { useDeferredValue, useEffect, useState, useSyncExternalStore } from "react";
import type { BoardState } from "../api/board.ts";
import { isSilent } from "../connection/health.tsx";
import { type Campaigns, keyOf, listOf, nameOf, toKey } from "../domain/campaign-key.ts";
import { parseJson, readStored, store } from "../domain/storage.ts";

export type Alert = ReturnType<typeof listAlerts>[number];

type IsObservable = (sdkAppId: number) => boolean;

/** Newest first. Campaigns that cannot be observed are left out while the whole upstream or their account fails. */
export function listAlerts(campaigns: Campaigns, isObservable: IsObservable) {
  const alerts = listOf(campaigns).flatMap((campaign) =>
    campaign.attention
      .filter(({ kind }) => kind !== "upstreamFailing" || isObservable(campaign.sdkAppId))
      .map((attention) => ({
        ...attention,
        /** Stays the same while the reason lasts; another when it returns. */
        id: `${keyOf(campaign)} ${attention.code ?? attention.kind} ${attention.since}`,
        campaign: toKey(campaign),
        name: nameOf(campaign),
      })),
  );
  return alerts.toSorted((one, other) => (one.since === other.since ? 0 : one.since < other.since ? 1 : -1));
}

/** With several accounts, the account of the application counts. */
export function observableBy(upstream: Upstream): IsObservable {
  const { accounts } = upstream;
  if (accounts === undefined) return () => !isSilent(upstream);
  const observed = accounts.filter((account) => !isSilent(account));
  const applications = new Set(observed.flatMap(({ sdkAppIds }) => sdkAppIds));
  return (sdkAppId) => applications.has(sdkAppId);
}

export type Alerts = ReturnType<typeof useAlerts>;

export function useAlerts(subject: string, { campaigns, upstream }: BoardState) {
  const [record] = useState(() => createAlertRecord(subject));
  const marks = useSyncExternalStore(record.subscribe, record.marks);
  // The poll itself is rendered first.
  const all = listAlerts(useDeferredValue(campaigns), observableBy(upstream));
  const isComplete = upstream.status === "ok";
  useEffect(() => {
    if (isComplete) record.keepOnly(new Set(all.map(({ id }) => id)));
  }, [record, all, isComplete]);
  return {
    fresh: all.filter(({ id }) => !marks.acknowledged.has(id)),
    record,
    acknowledge: (alerts: readonly Alert[]) => record.mark("acknowledged", alerts),
  };
}

interface AlertMarks {
  readonly acknowledged: ReadonlySet<string>;
  /** Shown as a browser notification, by any tab. */
  readonly notified: ReadonlySet<string>;
}

const maxMarks = 5000;

/** A viewer's marks, shared by the tabs of this browser. Without storage they last as long as the page. */
export function createAlertRecord(subject: string) {
  const name = `notices.${subject}`;
  const listeners = new Set<() => void>();
  let present = parseMarks(readStored(name));

  function publish(next: AlertMarks): void {
    present = next;
    for (const listener of listeners) listener();
  }
  function change({ acknowledged, notified }: AlertMarks): void {
    store(name, JSON.stringify({ acknowledged: [...acknowledged], told: [...notified] }));
    publish({ acknowledged, notified });
  }
  function followOtherTabs({ key, newValue }: StorageEvent): void {
    if (key?.endsWith(name)) publish(parseMarks(newValue));
  }
  return {
    marks: () => present,
    mark(as: keyof AlertMarks, alerts: readonly Pick<Alert, "id">[]) {
      const ids = [...present[as], ...alerts.map(({ id }) => id)];
      change({ ...present, [as]: new Set(ids.slice(-maxMarks)) });
    },
    keepOnly(ids: ReadonlySet<string>) {
      const keep = (marks: ReadonlySet<string>) => new Set([...marks].filter((id) => ids.has(id)));
      const [acknowledged, notified] = [keep(present.acknowledged), keep(present.notified)];
      const before = present.acknowledged.size + present.notified.size;
      if (acknowledged.size + notified.size < before) change({ acknowledged, notified });
    },
    subscribe(listener: () => void) {
      if (listeners.size === 0) window.addEventListener("storage", followOtherTabs);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) window.removeEventListener("storage", followOtherTabs);
      };
    },
  };
}

/** Anything may be stored there, by another version or by hand. */
export function parseMarks(stored: string | null): AlertMarks {
  const { acknowledged, told } = (parseJson(stored ?? "") ?? {}) as Record<string, unknown>;
  return { acknowledged: ids(acknowledged), notified: ids(told) };
}

function ids(value: unknown): Set<string> {
  return new Set(Array.isArray(value) ? value.filter((id) => typeof id === "string") : []);
}

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
