import { useEffect, useState } from "react";
import { createTeller } from "./newly.ts";
import type { Notice } from "./notice-list.ts";

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
