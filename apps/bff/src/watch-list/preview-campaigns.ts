import type { CampaignKey, PreviewedCampaign } from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import pLimit, { type LimitFunction } from "p-limit";
import type { Board } from "../board/board.ts";
import { type CampaignFacts, failureMessageOf } from "../campaigns/observation.ts";
import { presentFacts } from "../campaigns/present-campaign.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/request-queues.ts";

/** Uses the whole budget while the upstream answers within 0.3 s. */
const mostAtOnce = 6;

/** Observes without watching, or answers from the board. Viewers take turns. */
export function createPreview(board: Pick<Board, "get">, poller: Pick<Poller, "preview">) {
  const inTurn = createFairTurns(mostAtOnce);
  return async (key: CampaignKey, subject: string, signal: AbortSignal): Promise<PreviewedCampaign> => {
    const campaign = board.get(key);
    const known = campaign && knownOf(campaign);
    if (known) return known;
    const about = { ...key, watched: campaign !== null };
    try {
      const observation = await inTurn(subject, () => poller.preview(key, signal));
      if (observation.kind === "answered") return found(about, campaign?.label ?? null, observation.facts);
      return { ...about, outcome: observation.kind, ...observation.failure };
    } catch (error) {
      if (!(error instanceof RefreshError)) throw error;
      const code = ownCodes[error.reason];
      const own = { code, message: failureMessageOf(code), requestId: null };
      return { ...about, outcome: "failed", ...(error.failure ?? own) };
    }
  };
}

type About = Pick<PreviewedCampaign, "sdkAppId" | "campaignId" | "watched">;

/** Codes of failures without an answer of the upstream. */
const ownCodes: Record<RefreshError["reason"], string> = {
  busy: "UpstreamBusy",
  stopped: "ShuttingDown",
  gone: "NobodyWaits",
  failed: "UpstreamUnavailable",
};

function knownOf({ key, label, facts, failure, notFoundSince }: TrackedCampaign): PreviewedCampaign | null {
  if (notFoundSince !== null && failure !== null) {
    const { code, message, requestId } = failure;
    return { ...key, watched: true, outcome: "notFound", code, message, requestId };
  }
  return facts && found({ ...key, watched: true }, label, facts);
}

function found(about: About, label: string | null, facts: CampaignFacts): PreviewedCampaign {
  return { ...about, outcome: "found", label, ...presentFacts(facts) };
}

const mostOwners = 1000;

/** Limits concurrency. Of each owner only so many wait for all: the others wait for their own turn first. */
export function createFairTurns(mostAtOnce: number) {
  const all = pLimit(mostAtOnce);
  const owners = new LRUCache<string, LimitFunction>({
    max: mostOwners,
    memoMethod: () => pLimit(mostAtOnce),
  });
  return <T>(owner: string, work: () => Promise<T>): Promise<T> => owners.memo(owner)(() => all(work));
}
