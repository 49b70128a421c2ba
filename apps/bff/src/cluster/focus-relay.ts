import { type CampaignKey, campaignPath, focusLimits } from "@cruiseboard/contract";
import { repeat } from "../clock.ts";
import { createFocusBook } from "../polling/focus-book.ts";
import type { ClusterOptions } from "./single-backend.ts";

/** Many viewers change at once, so a change is written this much later. */
const writeAfterMs = 200;
const rewriteAfterMs = focusLimits.lapsesAfterMs / 3;

export function createFocusRelay(
  { stores, polling, clock }: ClusterOptions,
  onError: (error: unknown) => void,
) {
  const onScreen = new Map<string, { readonly key: CampaignKey; pages: number }>();
  const book = createFocusBook((id, difference) => {
    const campaign = onScreen.get(id);
    if (campaign) campaign.pages += difference;
  });
  let written: ReadonlySet<string> = new Set();
  let writtenAt = Number.NEGATIVE_INFINITY;

  const writing = repeat({
    clock,
    async run() {
      const now = clock.monotonic();
      book.sweep(now);
      for (const [id, { pages }] of onScreen) if (pages <= 0) onScreen.delete(id);
      const isSame = onScreen.size === written.size && [...onScreen.keys()].every((id) => written.has(id));
      if (!isSame || (written.size > 0 && now - writtenAt >= rewriteAfterMs)) {
        written = new Set(onScreen.keys());
        writtenAt = now;
        await stores.viewersFocus.put(
          stores.backend,
          [...onScreen.values()].map(({ key }) => key),
        );
      }
      return onScreen.size > 0 ? rewriteAfterMs : null;
    },
    retryAfterMs: [rewriteAfterMs],
    onError,
  });
  writing.start(null);

  return {
    put(holder: string, keys: readonly CampaignKey[]): void {
      for (const key of keys) {
        const id = campaignPath(key);
        if (!onScreen.has(id)) onScreen.set(id, { key, pages: 0 });
      }
      book.put(holder, keys.map(campaignPath), clock.monotonic());
      writing.wake(writeAfterMs);
    },
    async readOthers(): Promise<void> {
      for (const { backend, campaigns } of await stores.viewersFocus.ofOthers(stores.backend))
        polling.poller.focus(`backend ${backend}`, campaigns);
    },
    stop: writing.stop,
  };
}
