import { useEffect } from "react";
import { browserIdle } from "../lib/idle-queue.ts";

/** Has the browser fetch the parts that may be wanted next, which the build names in index.html. Once, when idle. */
export function usePrefetch(boardIsShown: boolean): void {
  useEffect(() => {
    if (boardIsShown) void prefetchParts();
  }, [boardIsShown]);
}

async function prefetchParts(): Promise<void> {
  await browserIdle();
  const parts = document.querySelector<HTMLTemplateElement>("#when-idle");
  if (parts) parts.replaceWith(parts.content);
}
