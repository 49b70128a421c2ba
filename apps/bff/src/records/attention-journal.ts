import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { attentionOf } from "../campaigns/attention.ts";
import { hasEnded, type Observation } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { AttentionStore, SeenAttention } from "../store/attention-store.ts";
import { createWriteBehind } from "../store/write-behind.ts";

/** Keeps when campaigns began and ceased to need attention. */
export interface AttentionJournal {
  /** A look, and the campaign after it was folded in. Never throws, never waits. */
  record(campaign: TrackedCampaign, observation: Observation): void;
  /** Nobody watches it any more: what lasted is over. */
  unwatched(key: CampaignKey): void;
  /** It is watched again and will not be looked at, since it is over: what it needs lasts. */
  restored(campaign: TrackedCampaign): void;
  /** It is not looked at any more, but what it was last seen to need stays so. */
  forget(key: CampaignKey): void;
  /** Another backend goes on. */
  handOver(): void;
  /** Writes what is left, if the store takes it, and leaves no timer. */
  close(): Promise<void>;
}

export interface AttentionJournalOptions {
  readonly store: Pick<AttentionStore, "write">;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "error" | "info">;
  /** With more than this waiting while the store fails, only the latest of each campaign is kept; 10,000 unless told. */
  readonly mostWaiting?: number;
}

/** Looks a transaction, so that none holds up the process for long. */
const looksPerWrite = 500;

/** What was last handed to the store of a campaign. */
interface Trace {
  readonly key: CampaignKey;
  readonly kinds: string;
  readonly complete: boolean;
}

export function createAttentionJournal(options: AttentionJournalOptions): AttentionJournal {
  const { store, clock } = options;
  const mostWaiting = options.mostWaiting ?? 10_000;
  const traces = new Map<string, Trace>();
  let waiting: SeenAttention[] = [];
  const writer = createWriteBehind({
    clock,
    logger: options.logger,
    what: "the journal of what needs attention",
    hasWork: () => waiting.length > 0,
    write: writeAll,
  });
  let closed = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const taken = waiting.slice(0, looksPerWrite);
      waiting = waiting.slice(looksPerWrite);
      try {
        // Of another process, or its clock is ahead: the next look is written whatever it sees.
        for (const key of await store.write(taken, clock.now())) traces.delete(campaignPath(key));
      } catch (error) {
        waiting = [...taken, ...waiting];
        throw error;
      }
    }
  }

  function add(seen: SeenAttention): void {
    if (closed) return;
    waiting.push(seen);
    if (waiting.length > mostWaiting)
      waiting = [...new Map(waiting.map((one) => [campaignPath(one.key), one])).values()];
    writer.wake();
  }

  return {
    record(campaign, { at, kind }) {
      const id = campaignPath(campaign.key);
      const before = traces.get(id);
      const kinds = attentionOf(campaign);
      // What an earlier process saw may go on unseen while looks fail: only an answer tells that it is over.
      const complete = before?.complete === true || kind !== "failed";
      const trace = { key: campaign.key, kinds: kinds.map((one) => one.kind).join(" "), complete };
      if (before?.kinds === trace.kinds && before.complete === complete) return;
      traces.set(id, trace);
      // What had ended before anybody watched is no news to whoever has just added it.
      const silent = campaign.activeAt === null && hasEnded(campaign.facts);
      add({ key: campaign.key, at, kinds: kinds.map(inEpochMs), complete, silent });
    },
    unwatched(key) {
      traces.delete(campaignPath(key));
      add({ key, at: clock.now(), kinds: [], complete: true, silent: true });
    },
    restored(campaign) {
      const kinds = attentionOf(campaign).map(inEpochMs);
      add({ key: campaign.key, at: clock.now(), kinds, complete: true, silent: true });
    },
    forget: (key) => void traces.delete(campaignPath(key)),
    handOver: () => traces.clear(),
    async close() {
      closed = true;
      await writer.close();
    },
  };
}

function inEpochMs({ kind, since }: ReturnType<typeof attentionOf>[number]): SeenAttention["kinds"][number] {
  return { kind, since: Date.parse(since) };
}
