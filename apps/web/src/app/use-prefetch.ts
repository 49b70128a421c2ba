import { useEffect } from "react";
import { useDisplay } from "../lib/display.tsx";
import { browserIdle } from "../lib/idle-queue.ts";
import { loadLaterMessages } from "../lib/messages.ts";
import type { Locale } from "../lib/preferences.ts";

/** Fetches what may be wanted next once the browser is idle: the other words, and the parts that index.html names. */
export function usePrefetch(boardIsShown: boolean): void {
  const { locale } = useDisplay();
  useEffect(() => {
    if (boardIsShown) void prefetch(locale);
  }, [boardIsShown, locale]);
}

async function prefetch(locale: Locale): Promise<void> {
  await browserIdle();
  // Whoever needs them asks again.
  loadLaterMessages(locale).catch(() => {});
  const parts = document.querySelector<HTMLTemplateElement>("#when-idle");
  if (parts) parts.replaceWith(parts.content);
}
