import type { CampaignKey, PreviewedCampaign } from "@cruiseboard/contract";
import type { Board } from "../board/board.ts";
import { toInstantOrNull } from "../campaigns/instant.ts";
import {
  type CampaignFacts,
  failureMessageOf,
  type Observation,
  type ObservationFailure,
  stateOf,
} from "../campaigns/observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import type { Poller } from "../polling/poller.ts";
import { RefreshError } from "../polling/request-queues.ts";

interface PreviewOptions {
  readonly board: Pick<Board, "get">;
  readonly poller: Pick<Poller, "preview">;
}

/**
 * What would be seen of each, without watching it: from the board where it is known there, else from the upstream,
 * within the budget, askers (subjects) in turn. Once the signal says so, nothing more is asked.
 */
export type PreviewCampaign = (
  key: CampaignKey,
  asker: string,
  signal: AbortSignal,
) => Promise<PreviewedCampaign>;

/** Enough to use the whole budget while the upstream answers within a third of a second. */
const mostAtOnce = 6;

export function createPreview({ board, poller }: PreviewOptions): PreviewCampaign {
  const inTurn = createFairTurns(mostAtOnce);
  return async (key, asker, signal) => {
    const campaign = board.get(key);
    const known = campaign && knownOf(campaign);
    if (known) return known;
    const about = { ...key, watched: campaign !== null };
    try {
      return observed(about, campaign?.label ?? null, await inTurn(asker, () => poller.preview(key, signal)));
    } catch (error) {
      if (error instanceof RefreshError)
        return { ...about, outcome: "failed", ...(error.failure ?? ownFailures[error.reason]) };
      throw error;
    }
  };
}

/** What every outcome tells of the campaign. */
type About = Pick<PreviewedCampaign, "sdkAppId" | "campaignId" | "watched">;

/** Why the upstream was not asked. */
const ownFailures: Record<RefreshError["reason"], ObservationFailure> = {
  busy: failureOf("UpstreamBusy"),
  stopped: failureOf("ShuttingDown"),
  gone: failureOf("NobodyWaits"),
  failed: failureOf("UpstreamUnavailable"),
  notFound: failureOf("UpstreamUnavailable"),
};

function failureOf(code: string): ObservationFailure {
  return { code, message: failureMessageOf(code), requestId: null };
}

/** null: nothing is known yet, or the last looks failed. */
function knownOf({ key, label, facts, failure, notFoundSince }: TrackedCampaign): PreviewedCampaign | null {
  if (notFoundSince !== null && failure !== null) {
    const { code, message, requestId } = failure;
    return { ...key, watched: true, outcome: "notFound", code, message, requestId };
  }
  return facts && found({ ...key, watched: true }, label, facts);
}

function observed(about: About, label: string | null, observation: Observation): PreviewedCampaign {
  if (observation.kind === "answered") return found(about, label, observation.facts);
  return { ...about, outcome: observation.kind, ...observation.failure };
}

function found(about: About, label: string | null, facts: CampaignFacts): PreviewedCampaign {
  return {
    ...about,
    outcome: "found",
    label,
    name: facts.name,
    agent: facts.agent,
    state: stateOf(facts.stateCode),
    stateCode: facts.stateCode,
    startTime: toInstantOrNull(facts.startTime),
    endTime: toInstantOrNull(facts.endTime),
    totalCallees: facts.totalCallees,
    calledCallees: facts.calledCallees,
  };
}

/** Lets work of many askers through, a few pieces at a time, one asker after the other. */
type FairTurns = <T>(asker: string, work: () => Promise<T>) => Promise<T>;

export function createFairTurns(mostAtOnce: number): FairTurns {
  /** In the order in which askers have their next turn. */
  const waiting = new Map<string, (() => Promise<void>)[]>();
  let running = 0;

  function next(): void {
    const [asker, works] = waiting.entries().next().value ?? [];
    if (asker === undefined || works === undefined || running >= mostAtOnce) return;
    waiting.delete(asker);
    const work = works.shift();
    if (works.length > 0) waiting.set(asker, works);
    running += 1;
    void work?.().finally(() => {
      running -= 1;
      next();
    });
    next();
  }

  return (asker, work) =>
    new Promise((resolve, reject) => {
      const works = waiting.get(asker) ?? [];
      waiting.set(asker, works);
      works.push(() => work().then(resolve, reject));
      next();
    });
}
