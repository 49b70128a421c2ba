import { awayStates, type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { agentStatusAt } from "../campaigns/agent-status.ts";
import { attentionOf } from "../campaigns/attention.ts";
import { hasEnded, type Observation, stateOf } from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Clock } from "../clock.ts";
import type { AttentionStore, ObservedAttention } from "../store/attention-store.ts";
import { createWriteBehind } from "../store/write-behind.ts";

/** Per transaction, so that none blocks the process for long. */
const observationsPerWrite = 500;

/** With more than `mostWaiting` while the store fails, only the latest of each campaign is kept. */
export function createAttentionJournal(
  store: Pick<AttentionStore, "write">,
  clock: Clock,
  logger: Pick<Logger, "error" | "info">,
  mostWaiting = 10_000,
) {
  const traces = new Map<string, { readonly kinds: string; readonly complete: boolean }>();
  let waiting: ObservedAttention[] = [];
  const writer = createWriteBehind({
    clock,
    logger,
    what: "the attention journal",
    hasWork: () => waiting.length > 0,
    write: writeAll,
  });
  let closed = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const taken = waiting.slice(0, observationsPerWrite);
      waiting = waiting.slice(observationsPerWrite);
      try {
        // Another process wrote a later observation: the next one is written, whatever it says.
        for (const key of await store.write(taken, () => clock.now())) traces.delete(campaignPath(key));
      } catch (error) {
        waiting = [...taken, ...waiting];
        throw error;
      }
    }
  }

  function add(observed: ObservedAttention): void {
    if (closed) return;
    waiting.push(observed);
    if (waiting.length > mostWaiting)
      waiting = [...new Map(waiting.map((one) => [campaignPath(one.key), one])).values()];
    writer.wake();
  }

  return {
    record(campaign: TrackedCampaign, { at, kind }: Pick<Observation, "at" | "kind">): void {
      const id = campaignPath(campaign.key);
      const before = traces.get(id);
      const kinds = kindsOf(campaign, at);
      // What an earlier process observed may still last while observations fail: only an answer ends it.
      const complete = before?.complete === true || kind !== "failed";
      const trace = { kinds: kinds.map((one) => one.kind).join(" "), complete };
      if (before?.kinds === trace.kinds && before.complete === complete) return;
      traces.set(id, trace);
      // It had ended before it was watched: no alert.
      const silent = campaign.activeAt === null && hasEnded(campaign.facts);
      add({ key: campaign.key, at, kinds, complete, silent });
    },
    /** It is watched again and will not be observed, since it has ended: its attention lasts. */
    restored(campaign: TrackedCampaign): void {
      const { key } = campaign;
      const at = clock.now();
      add({ key, at, kinds: kindsOf(campaign, at), complete: true, silent: true });
    },
    /** It is not observed any more. */
    forget: (key: CampaignKey) => void traces.delete(campaignPath(key)),
    handOver: () => traces.clear(),
    async close(): Promise<void> {
      closed = true;
      await writer.close();
    },
  };
}

/** A pause between two calls is no absence. */
const shortestAwayMs = 60_000;

function kindsOf(campaign: TrackedCampaign, at: number): ObservedAttention["kinds"] {
  const kinds = attentionOf(campaign).map(({ kind, since }) => ({ kind, since: Date.parse(since) }));
  if (stateOf(campaign.facts?.stateCode) !== "running") return kinds;
  const agent = agentStatusAt(campaign.agentStatus, true, at);
  const away = awayStates.find((state) => state === agent?.status);
  const since = agent?.since ?? at;
  return away === undefined || at - since < shortestAwayMs ? kinds : [...kinds, { kind: away, since }];
}
