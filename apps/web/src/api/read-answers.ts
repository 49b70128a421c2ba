import {
  type AgentStatus,
  type Attention,
  agentStates,
  attentionKinds,
  type Campaign,
  type CampaignEvent,
  type CampaignState,
  callOrders,
  campaignStates,
  endings,
  freshnesses,
  roles,
  type Session,
  type Upstream,
  type UpstreamStatus,
  upstreamStatuses,
} from "@cruiseboard/contract";

// A server may be newer than the page: values that the page does not know become "unknown", missing fields null.

export const nullFields = {
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
  advice: null,
  uncalledAtClose: null,
  ending: null,
  agentStatus: null,
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
    agentStatus: readAgentStatus(campaign.agentStatus),
    attention: Array.isArray(campaign.attention) ? campaign.attention.map(readAttention) : [],
  };
}

export function readState(state: CampaignState): CampaignState {
  return oneOf(campaignStates, state, "unknown");
}

function readAgentStatus(told: AgentStatus | null | undefined): AgentStatus | null {
  return told ? { ...told, status: oneOf(agentStates, told.status, "unknown") } : null;
}

function readAttention(attention: Attention): Attention {
  const { kind } = attention;
  return attentionKinds.includes(kind) ? attention : { ...attention, kind: "unknown", code: kind };
}

export function readUpstream(upstream: Upstream): Upstream {
  const { accounts } = upstream;
  return { ...withKnownStatus(upstream), ...(accounts && { accounts: accounts.map(withKnownStatus) }) };
}

function withKnownStatus<Answer extends { status: UpstreamStatus }>(answer: Answer): Answer {
  return { ...answer, status: oneOf(upstreamStatuses, answer.status, "unknown") };
}

export function readSession(session: Session): Session {
  return { ...session, viewer: { ...session.viewer, role: oneOf(roles, session.viewer.role, "viewer") } };
}

export type KnownEvent = CampaignEvent | { readonly kind: "unknown"; readonly at: string };

export function readEvent(event: CampaignEvent): KnownEvent {
  switch (event.kind) {
    case "state":
      return { ...event, state: readState(event.state) };
    case "attention":
      return { ...event, attention: oneOf(attentionKinds, event.attention, "unknown") };
    case "total":
    case "unobserved":
      return event;
    default:
      return { kind: "unknown", at: (event as CampaignEvent).at };
  }
}
