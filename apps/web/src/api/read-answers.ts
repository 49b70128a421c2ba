import * as contract from "@cruiseboard/contract";

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
} as const satisfies Partial<contract.Campaign>;

function oneOf<Value, Other>(known: readonly Value[], value: unknown, otherwise: Other): Value | Other {
  return known.includes(value as Value) ? (value as Value) : otherwise;
}

export function readCampaign<Answer extends contract.Campaign>(campaign: Answer): Answer {
  return {
    ...nullFields,
    ...campaign,
    state: readState(campaign.state),
    callOrder: oneOf(contract.callOrders, campaign.callOrder, "unknown"),
    freshness: oneOf(contract.freshnesses, campaign.freshness, "stale"),
    ending: oneOf(contract.endings, campaign.ending, null),
    agentStatus: readAgentStatus(campaign.agentStatus),
    attention: Array.isArray(campaign.attention) ? campaign.attention.map(readAttention) : [],
  };
}

export const readState = (state: contract.CampaignState): contract.CampaignState =>
  oneOf(contract.campaignStates, state, "unknown");

function readAgentStatus(told: contract.AgentStatus | null | undefined): contract.AgentStatus | null {
  return told ? { ...told, status: oneOf(contract.agentStates, told.status, "unknown") } : null;
}

function readAttention(attention: contract.Attention): contract.Attention {
  const { kind } = attention;
  return contract.attentionKinds.includes(kind) ? attention : { ...attention, kind: "unknown", code: kind };
}

export function readUpstream(upstream: contract.Upstream): contract.Upstream {
  const { accounts } = upstream;
  return { ...withKnownStatus(upstream), ...(accounts && { accounts: accounts.map(withKnownStatus) }) };
}

function withKnownStatus<Answer extends { status: contract.UpstreamStatus }>(answer: Answer): Answer {
  return { ...answer, status: oneOf(contract.upstreamStatuses, answer.status, "unknown") };
}

export function readSession(session: contract.Session): contract.Session {
  return {
    ...session,
    viewer: { ...session.viewer, role: oneOf(contract.roles, session.viewer.role, "viewer") },
  };
}

export type KnownEvent = contract.CampaignEvent | { readonly kind: "unknown"; readonly at: string };

export function readEvent(event: contract.CampaignEvent): KnownEvent {
  switch (event.kind) {
    case "state":
      return { ...event, state: readState(event.state) };
    case "attention":
      return { ...event, attention: oneOf(contract.attentionKinds, event.attention, "unknown") };
    case "agent":
      return contract.awayStates.includes(event.status) ? event : { kind: "unknown", at: event.at };
    case "total":
    case "unobserved":
      return event;
    default:
      return { kind: "unknown", at: (event as contract.CampaignEvent).at };
  }
}
