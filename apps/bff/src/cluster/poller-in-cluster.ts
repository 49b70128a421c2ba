import type { CampaignKey } from "@cruiseboard/contract";
import type { Board } from "../board/board.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/refresh-queue.ts";
import type { FocusRelay } from "./focus-relay.ts";
import type { LookRelay } from "./look-relay.ts";

export interface PollerInClusterOptions {
  /** What this backend can ask by itself. */
  readonly polling: Poller;
  readonly board: Pick<Board, "get">;
  readonly focusRelay: Pick<FocusRelay, "put">;
  readonly looks: Pick<LookRelay, "ask">;
  /** Whether this backend is the one that asks for the campaign's account. */
  readonly mayAsk: (key: CampaignKey) => boolean;
}

/** The poller as the rest of a backend sees it: what another one asks for, it has that one ask. */
export function createPollerInCluster(options: PollerInClusterOptions): Poller {
  const { polling, board, focusRelay, looks, mayAsk } = options;
  return {
    ...polling,
    focus(holder, keys) {
      polling.focus(holder, keys);
      focusRelay.put(holder, keys);
    },
    async refresh(key) {
      if (mayAsk(key)) return polling.refresh(key);
      if (board.get(key) === null) throw new RefreshError("gone");
      await looks.ask("refresh", key);
      const campaign = board.get(key);
      if (campaign === null) throw new RefreshError("gone");
      return campaign;
    },
    async peek(key, signal) {
      if (mayAsk(key)) return polling.peek(key, signal);
      const seen = await looks.ask("peek", key, signal);
      if (seen === null) throw new RefreshError("busy");
      return seen;
    },
  };
}
