import { useDeferredValue, useEffect, useState, useSyncExternalStore } from "react";
import type { BoardState } from "../api/board.ts";
import { parseJson, readStored, store } from "../domain/storage.ts";
import { type Alert, listAlerts, observableBy } from "./alert-list.ts";

export type Alerts = ReturnType<typeof useAlerts>;

type AlertsOptions = Pick<BoardState, "campaigns" | "upstream"> & { readonly subject: string };

export function useAlerts({ subject, campaigns, upstream }: AlertsOptions) {
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
