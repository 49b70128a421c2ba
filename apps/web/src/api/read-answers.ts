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

// A server may be newer than the page. What it tells and this page does not know becomes "unknown" here, and what it
// does not tell any more becomes null, so that nothing behind this has to reckon with either.

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

/** Every field of a campaign that may be null. */
const untold = {
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
const fields = Object.keys(untold) as (keyof typeof untold)[];

function oneOf<Value>(known: readonly Value[], value: unknown, otherwise: Value): Value {
  return known.includes(value as Value) ? (value as Value) : otherwise;
}

/** The very same object if there is nothing in it that this page does not know. */
export function readCampaign<Told extends Campaign>(told: Told): Told {
  const state = readState(told.state);
  const callOrder = oneOf(callOrders, told.callOrder, "unknown");
  const freshness = oneOf(freshnesses, told.freshness, "stale");
  const ending = told.ending === null ? null : oneOf<Ending | null>(endings, told.ending, null);
  const attention = readAttention(told.attention);
  const same =
    state === told.state &&
    callOrder === told.callOrder &&
    freshness === told.freshness &&
    ending === told.ending &&
    attention === told.attention &&
    fields.every((field) => told[field] !== undefined);
  if (same) return told;
  const known = { ...told, state, callOrder, freshness, ending, attention };
  for (const field of fields) if (known[field] === undefined) Object.assign(known, { [field]: null });
  return known;
}

export function readState(state: CampaignState): CampaignState {
  return oneOf(states, state, "unknown");
}

function isKnown({ kind }: Attention): boolean {
  return attentionOrder.includes(kind);
}

function readAttention(told: readonly Attention[] | undefined): Attention[] {
  if (!Array.isArray(told)) return [];
  if (told.every(isKnown)) return told as Attention[];
  return told.map((one) => (isKnown(one) ? one : { ...one, kind: "unknown", code: String(one.kind) }));
}

export function readUpstream(told: Upstream): Upstream {
  const { accounts } = told;
  return {
    ...told,
    status: oneOf(statuses, told.status, "unknown"),
    ...(accounts && {
      accounts: accounts.map((account) => ({
        ...account,
        status: oneOf(statuses, account.status, "unknown"),
      })),
    }),
  };
}

export function readSession(told: Session): Session {
  return { ...told, viewer: { ...told.viewer, role: oneOf(roles, told.viewer.role, "viewer") } };
}

/** An event; of a kind that this page does not know, only when it was. */
export type KnownEvent = CampaignEvent | { readonly kind: "unknown"; readonly at: string };

export function readEvent(told: CampaignEvent): KnownEvent {
  switch (told.kind) {
    case "state":
      return { ...told, state: readState(told.state) };
    case "attention":
      return { ...told, attention: oneOf(attentionOrder, told.attention, "unknown") };
    case "total":
    case "unobserved":
      return told;
    default:
      return { kind: "unknown", at: (told as CampaignEvent).at };
  }
}
