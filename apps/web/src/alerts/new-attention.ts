import { useEffect, useState } from "react";
import type { Notice } from "./alert-list.ts";

/** Notices that come within this time are told together, in milliseconds. */
const gathering = 3000;

interface TellerOptions {
  readonly after: (milliseconds: number, run: () => void) => () => void;
}

/** Tells of notices that were not there at first, several at once if they come at once. */
export interface Teller {
  /**
   * What there is now.
   * @param settled it may be believed; while it may not, nothing is told and nothing forgotten.
   */
  readonly see: (fresh: readonly Notice[], settled: boolean) => void;
  readonly listen: (tell: (newly: readonly Notice[]) => void) => void;
  readonly stop: () => void;
}

export function createTeller({ after }: TellerOptions): Teller {
  let known: Set<string> | null = null;
  let latest: readonly Notice[] = [];
  let believed = false;
  let cancel: (() => void) | null = null;
  let tell: ((newly: readonly Notice[]) => void) | null = null;

  const unknown = () => latest.filter(({ id }) => !known?.has(id));

  function speak(): void {
    cancel = null;
    const newly = unknown();
    // Those that are over before they were told are not told.
    if (!believed || newly.length === 0) return;
    known = new Set(latest.map(({ id }) => id));
    tell?.(newly);
  }

  return {
    see(fresh, settled) {
      [latest, believed] = [fresh, settled];
      if (!settled) return;
      known ??= new Set(fresh.map(({ id }) => id));
      if (unknown().length > 0) cancel ??= after(gathering, speak);
    },
    listen(listener) {
      tell = listener;
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}

function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/** Tells of notices that were not there when the page was opened, while what there is may be believed. */
export function useNewly(
  fresh: readonly Notice[],
  settled: boolean,
  tell: (newly: readonly Notice[]) => void,
): void {
  const [teller] = useState(() => createTeller({ after }));
  useEffect(() => teller.listen(tell), [teller, tell]);
  useEffect(() => teller.see(fresh, settled), [teller, fresh, settled]);
  useEffect(() => teller.stop, [teller]);
}
