import type { Campaign, Upstream } from "@cruiseboard/contract";
import { useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { createNoticeList, type Notice } from "./notice-list.ts";
import { createNoticeRecord, type NoticeRecord } from "./notice-record.ts";
import { observableBy } from "./observable.ts";

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
