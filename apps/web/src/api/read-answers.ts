import type {
  Attention,
  CallOrder,
  Campaign,
  CampaignEvent,
  CampaignState,
  Ending,
  Freshness,
  Role,
  Session,
  Upstream,
  UpstreamStatus,
} from "@cruiseboard/contract";
import { attentionOrder } from "../domain/attention.ts";

// A server may be newer than the page: values that the page does not know become "unknown", missing fields null.

const states: readonly CampaignState[] = ["notStarted", "running", "completed", "terminated", "unknown"];
const callOrders: readonly CallOrder[] = ["random", "sequential", "unknown"];
const freshnesses: readonly Freshness[] = ["pending", "live", "stale"];
const endings: readonly Ending[] = ["exhausted", "windowClosed", "stoppedEarly"];
const statuses: readonly UpstreamStatus[] = [
  "ok",
  "throttled",
  "degraded",
  "credentialsRejected",
  "unreachable",
  "unknown",
];
const roles: readonly Role[] = ["viewer", "manager"];

const nullFields = {
  label: null,
  name: null,
  agent: null,
  concurrency: null,
  stateCode: null,
  startTime: null,
  endTime: null,
  totalCallees: null,
  calledCallees: null,
  observedAt: null,
  requestId: null,
  failure: null,
  pacePerMinute: null,
  requiredPacePerMinute: null,
  eta: null,
  uncalledAtClose: null,
  ending: null,
} as const satisfies Partial<Campaign>;

function oneOf<Value, Other>(known: readonly Value[], value: unknown, otherwise: Other): Value | Other {
  return known.includes(value as Value) ? (value as Value) : otherwise;
}

export function readCampaign<Answer extends Campaign>(campaign: Answer): Answer {
  return {
    ...nullFields,
    ...campaign,
    state: readState(campaign.state),
    callOrder: oneOf(callOrders, campaign.callOrder, "unknown"),
    freshness: oneOf(freshnesses, campaign.freshness, "stale"),
    ending: oneOf(endings, campaign.ending, null),
    attention: Array.isArray(campaign.attention) ? campaign.attention.map(readAttention) : [],
  };
}

export function readState(state: CampaignState): CampaignState {
  return oneOf(states, state, "unknown");
}

function readAttention(attention: Attention): Attention {
  const { kind } = attention;
  return attentionOrder.includes(kind) ? attention : { ...attention, kind: "unknown", code: kind };
}

export function readUpstream(upstream: Upstream): Upstream {
  const { accounts } = upstream;
  return { ...withKnownStatus(upstream), ...(accounts && { accounts: accounts.map(withKnownStatus) }) };
}

function withKnownStatus<Answer extends { status: UpstreamStatus }>(answer: Answer): Answer {
  return { ...answer, status: oneOf(statuses, answer.status, "unknown") };
}

export function readSession(session: Session): Session {
  return { ...session, viewer: { ...session.viewer, role: oneOf(roles, session.viewer.role, "viewer") } };
}

/** Of an unknown kind only the time is known. */
export type KnownEvent = CampaignEvent | { readonly kind: "unknown"; readonly at: string };

export function readEvent(event: CampaignEvent): KnownEvent {
  switch (event.kind) {
    case "state":
      return { ...event, state: readState(event.state) };
    case "attention":
      return { ...event, attention: oneOf(attentionOrder, event.attention, "unknown") };
    case "total":
    case "unobserved":
      return event;
    default:
      return { kind: "unknown", at: (event as CampaignEvent).at };
  }
}
