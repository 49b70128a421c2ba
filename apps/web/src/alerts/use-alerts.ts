import type { Campaign, Upstream } from "@cruiseboard/contract";
import { useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { readStored, store } from "../domain/storage.ts";
import { createNoticeList, type Notice, observableBy } from "./alert-list.ts";

export interface Notices {
  /** Not acknowledged yet, newest first. */
  readonly fresh: readonly Notice[];
  readonly record: NoticeRecord;
  readonly acknowledge: (notices: readonly Notice[]) => void;
}

interface NoticesOptions {
  /** Of the signed-in viewer; marks are kept per viewer. */
  readonly subject: string;
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly upstream: Upstream;
}

/** What needs attention and has not been acknowledged by this viewer. */
export function useNotices({ subject, campaigns, upstream }: NoticesOptions): Notices {
  const record = useMemo(() => createNoticeRecord(subject), [subject]);
  const marks = useSyncExternalStore(record.subscribe, record.marks);
  const upstreamOk = upstream.status === "ok";
  const isObservable = observableBy(upstream);
  const [list] = useState(createNoticeList);
  // After the frame that shows the poll itself: a bell can wait.
  const known = useDeferredValue(campaigns);
  const all = list(known.values(), isObservable);
  useEffect(() => {
    // While the upstream is in trouble, not everything that is so is told.
    if (upstreamOk) record.keepOnly(new Set(all.map(({ id }) => id)));
  }, [record, all, upstreamOk]);
  return {
    fresh: all.filter(({ id }) => !marks.acknowledged.has(id)),
    record,
    acknowledge: (notices) =>
      record.mark(
        "acknowledged",
        notices.map(({ id }) => id),
      ),
  };
}

/** What a viewer has done with notices, by their ids. */
interface NoticeMarks {
  readonly acknowledged: ReadonlySet<string>;
  /** Those of which the browser has told, whichever tab did. */
  readonly told: ReadonlySet<string>;
}

/** A viewer's marks in this browser, shared by its tabs; where storage is blocked, they last as long as the page. */
interface NoticeRecord {
  readonly marks: () => NoticeMarks;
  readonly mark: (as: keyof NoticeMarks, ids: readonly string[]) => void;
  /** Forgets the marks of notices that are over, so that the record does not grow. */
  readonly keepOnly: (ids: ReadonlySet<string>) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** More than anybody acknowledges; the oldest go. */
const most = 5000;

export function createNoticeRecord(subject: string): NoticeRecord {
  const name = `notices.${subject}`;
  const listeners = new Set<() => void>();
  let present = parse(readStored(name));

  function change(next: NoticeMarks): void {
    present = next;
    store(name, write(next));
    for (const listener of listeners) listener();
  }
  function follow({ key, newValue }: StorageEvent): void {
    if (!key?.endsWith(name)) return;
    present = parse(newValue);
    for (const listener of listeners) listener();
  }
  return {
    marks: () => present,
    mark: (as, ids) => change({ ...present, [as]: new Set([...present[as], ...ids].slice(-most)) }),
    keepOnly(ids) {
      const next = { acknowledged: common(present.acknowledged, ids), told: common(present.told, ids) };
      const gone = present.acknowledged.size + present.told.size - next.acknowledged.size - next.told.size;
      if (gone > 0) change(next);
    },
    subscribe(listener) {
      if (listeners.size === 0) window.addEventListener("storage", follow);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) window.removeEventListener("storage", follow);
      };
    },
  };
}

function common(one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  return new Set([...one].filter((id) => other.has(id)));
}

function write({ acknowledged, told }: NoticeMarks): string {
  return JSON.stringify({ acknowledged: [...acknowledged], told: [...told] });
}

/** What was kept may be of another version, or somebody's experiment. */
export function parse(kept: string | null): NoticeMarks {
  const given = parseJson(kept);
  return { acknowledged: texts(given["acknowledged"]), told: texts(given["told"]) };
}

function texts(value: unknown): Set<string> {
  return new Set(Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);
}

function parseJson(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
