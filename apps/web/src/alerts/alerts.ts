import type { Upstream } from "@cruiseboard/contract";
import { useDeferredValue, useEffect, useState } from "react";
import type { BoardState } from "../api/board.ts";
import { isSilent } from "../connection/health.tsx";
import { useListener } from "../domain/activity.ts";
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

/** What a viewer acknowledged is shared by the tabs of this browser. Without storage it lasts as long as the page. */
export function useAlerts(subject: string, { campaigns, upstream }: BoardState) {
  const name = `notices.${subject}`;
  const [acknowledged, setAcknowledged] = useState(() => parseAcknowledged(readStored(name)));
  useListener("storage", (event) => {
    const { key, newValue } = event as StorageEvent;
    if (key?.endsWith(name)) setAcknowledged(parseAcknowledged(newValue));
  });
  // The poll itself is rendered first.
  const all = listAlerts(useDeferredValue(campaigns), observableBy(upstream));
  return {
    fresh: all.filter(({ id }) => !acknowledged.has(id)),
    acknowledge(alerts: readonly Alert[]) {
      // While the upstream fails, alerts that last may be left out.
      const next = withAcknowledged(acknowledged, alerts, upstream.status === "ok" ? all : null);
      store(name, JSON.stringify({ acknowledged: next }));
      setAcknowledged(new Set(next));
    },
  };
}

const mostAcknowledged = 5000;

type Identified = readonly Pick<Alert, "id">[];

/** Forgets what is over. `all` null: not known. */
export function withAcknowledged(before: ReadonlySet<string>, alerts: Identified, all: Identified | null) {
  const ids = new Set(all?.map(({ id }) => id));
  const lasting = [...before].filter((id) => all === null || ids.has(id));
  return [...lasting, ...alerts.map(({ id }) => id)].slice(-mostAcknowledged);
}

/** Anything may be stored there, by another version or by hand. */
export function parseAcknowledged(stored: string | null): Set<string> {
  const { acknowledged } = (parseJson(stored ?? "") ?? {}) as Record<string, unknown>;
  return new Set(Array.isArray(acknowledged) ? acknowledged.filter((id) => typeof id === "string") : []);
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
