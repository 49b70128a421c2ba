import type { CampaignKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { EndedSessions } from "../access/ended-sessions.ts";
import type { Board } from "../board/board.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { CorrectedClock } from "../corrected-clock.ts";
import type { AccountPolling } from "../polling/account-polling.ts";
import type { AccountState } from "../polling/account-state.ts";
import type { Poller } from "../polling/poller.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";

/** This backend among those that share a database. Exactly one of them leads: it observes the campaigns of all accounts. */
export interface Cluster {
  readonly poller: Poller;
  readonly accounts: readonly AccountState[];
  /** Monotonic ms from which on this backend may call the upstream; Infinity: it does not lead. Checked before each request. */
  maySendFrom(): number;
  isLeader(): boolean;
  publish(campaign: TrackedCampaign): void;
  /** Reads what the leader published of campaigns that were just added to the board. */
  recall(keys: readonly CampaignKey[]): Promise<void>;
  /** Reads what the leader published, then takes part. Rejects if the database does not answer. */
  start(): Promise<void>;
  /** Stops polling and hands over to another backend. May be called again. Leaves no timer, no connection. */
  stop(): Promise<void>;
}

export interface LeaderTasks {
  begin(): void;
  /** May be called without begin(). */
  end(): Promise<void>;
}

export interface ClusterOptions {
  readonly stores: SharedStores;
  readonly polling: Pick<AccountPolling, "poller" | "accounts">;
  readonly board: Board;
  readonly clock: CorrectedClock;
  readonly logger: Pick<Logger, "info" | "warn">;
  readonly tasks: LeaderTasks;
  readonly onFollowed: (before: TrackedCampaign, after: TrackedCampaign) => void;
  readonly observesAgents: boolean;
  /** Another backend leads now: it knows later observations. */
  readonly onLost: () => void;
  readonly onOutboxChanged: () => void;
  readonly syncWatchList: () => Promise<unknown>;
  readonly loadApiKeys: () => Promise<void>;
  readonly endedSessions: Pick<EndedSessions, "markEnded" | "load">;
}

export function createSingleBackend(
  { poller, accounts }: Pick<AccountPolling, "poller" | "accounts">,
  notBefore: number,
  tasks: LeaderTasks,
): Cluster {
  return {
    poller,
    get accounts() {
      return accounts.map((account) => account.state);
    },
    maySendFrom: () => notBefore,
    isLeader: () => true,
    publish: () => undefined,
    recall: () => Promise.resolve(),
    start() {
      poller.start();
      tasks.begin();
      return Promise.resolve();
    },
    async stop() {
      await poller.stop();
      await tasks.end();
    },
  };
}
