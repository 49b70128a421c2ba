import { type FocusEvent, useState } from "react";
import type { Span } from "../../lib/virtual-lines.ts";
import { type Line, lineOf } from "./board-lines.ts";

interface HeldLine {
  /** -1: it is drawn anyway, or there is none. */
  readonly index: number;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** Keeps the line that has the focus, though a poll may have moved it out of sight. */
export function useHeldLine(lines: readonly Line[], drawn: Span): HeldLine {
  const [key, setKey] = useState<string | null>(null);
  return {
    index: key === null ? -1 : indexOutside(lines, key, drawn),
    onFocus: ({ target }) => setKey(target.closest<HTMLElement>("[data-line]")?.dataset["line"] ?? null),
    onBlur: ({ relatedTarget, currentTarget }) => {
      // Focus that goes to another window, or to a dialog, comes back here.
      if (relatedTarget === null || relatedTarget.closest("dialog")) return;
      if (!currentTarget.contains(relatedTarget)) setKey(null);
    },
  };
}

function indexOutside(lines: readonly Line[], key: string, { first, last }: Span): number {
  if (lineOf(lines.slice(first, last + 1), key) >= 0) return -1;
  return lineOf(lines, key);
}
