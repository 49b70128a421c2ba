import { type CampaignKey, campaignPath, focusLimits } from "@cruiseboard/contract";
import type { Clock } from "../clock.ts";
import { createFocusBook } from "../polling/focus-book.ts";
import type { Poller } from "../polling/poller.ts";
import { repeat } from "../repeat.ts";
import type { ViewersFocusStore } from "../store/viewers-focus-store.ts";

/** What this backend's viewers have on screen, for whichever backend asks the upstream. */
export interface FocusRelay {
  /** What an open page (`holder`) of this backend shows now. */
  put(holder: string, keys: readonly CampaignKey[]): void;
  /** Takes over what the other backends' viewers have on screen. */
  readOthers(): Promise<void>;
  stop(): Promise<void>;
}

export interface FocusRelayOptions {
  readonly store: ViewersFocusStore;
  readonly poller: Pick<Poller, "focus">;
  readonly clock: Clock;
  /** Names this process among all backends. */
  readonly backend: string;
  readonly onError: (error: unknown) => void;
}

/** A change is told this much later, ms, since many viewers change at once. */
const tellAfterMs = 200;
/** While something is on a screen it is told again this often, so that it does not lapse, ms. */
const repeatAfterMs = focusLimits.lapsesAfterMs / 3;

interface OnScreen {
  readonly key: CampaignKey;
  pages: number;
}

export function createFocusRelay(options: FocusRelayOptions): FocusRelay {
  const { store, clock } = options;
  const onScreen = new Map<string, OnScreen>();
  const book = createFocusBook((id, difference) => {
    const campaign = onScreen.get(id);
    if (campaign) campaign.pages += difference;
  });
  let told: ReadonlySet<string> = new Set();
  let toldAt = Number.NEGATIVE_INFINITY;

  const telling = repeat({
    clock,
    async run() {
      const now = clock.monotonic();
      book.sweep(now);
      for (const [id, { pages }] of onScreen) if (pages <= 0) onScreen.delete(id);
      const isSame = onScreen.size === told.size && [...onScreen.keys()].every((id) => told.has(id));
      if (!isSame || (told.size > 0 && now - toldAt >= repeatAfterMs)) await tell(now);
      return onScreen.size > 0 ? repeatAfterMs : null;
    },
    retryAfterMs: [repeatAfterMs],
    onError: options.onError,
  });
  telling.start(null);

  async function tell(now: number): Promise<void> {
    const keys = [...onScreen.values()].map(({ key }) => key);
    told = new Set(onScreen.keys());
    toldAt = now;
    await store.put(options.backend, keys);
  }

  return {
    put(holder, keys) {
      for (const key of keys) {
        const id = campaignPath(key);
        if (!onScreen.has(id)) onScreen.set(id, { key, pages: 0 });
      }
      book.put(holder, keys.map(campaignPath), clock.monotonic());
      telling.wake(tellAfterMs);
    },
    async readOthers() {
      for (const { backend, campaigns } of await store.ofOthers(options.backend))
        options.poller.focus(`backend ${backend}`, campaigns);
    },
    stop: () => telling.stop(),
  };
}
