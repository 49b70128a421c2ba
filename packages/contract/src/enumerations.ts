// Without zod, so that the page can load it.

export const campaignStates = ["notStarted", "running", "completed", "terminated", "unknown"] as const;
export const callOrders = ["random", "sequential", "unknown"] as const;
/** pending: never observed · live: as fresh as promised · stale: older. */
export const freshnesses = ["pending", "live", "stale"] as const;
export const endings = ["exhausted", "windowClosed", "stoppedEarly"] as const;
/** The worst first. */
export const attentionKinds = [
  "willMissWindow",
  "agentAway",
  "stalled",
  "lateStart",
  "overrun",
  "stoppedEarly",
  "uncalledAtClose",
  "notFound",
  "upstreamFailing",
  // Kinds of other versions.
  "unknown",
] as const;

/** Of an agent for whom nobody is called. */
export const awayStates = ["onBreak", "notReady", "offline"] as const;
/** working: ready, in a call or in after-call work. */
export const agentStates = ["working", ...awayStates, "unknown"] as const;

export const upstreamStatuses = [
  "ok",
  "throttled",
  "degraded",
  "credentialsRejected",
  "unreachable",
  // Values of other versions.
  "unknown",
] as const;

export const roles = ["viewer", "manager"] as const;
export const apiKeyRoles = ["registrar", ...roles] as const;

export const watchListLimits = { entriesPerRequest: 10_000, labelLength: 200 } as const;

export const refusalCodes = ["application_not_allowed", "agent_not_allowed"] as const;
