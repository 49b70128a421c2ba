/** The values of the page's URL that name one of a list. */
export const knownValues = {
  state: ["running", "notStarted", "completed", "terminated", "unknown"],
  attention: [
    "willMissWindow",
    "stalled",
    "lateStart",
    "overrun",
    "stoppedEarly",
    "uncalledAtClose",
    "notFound",
    "upstreamFailing",
    "unknown",
  ],
  sort: ["attention", "name", "agent", "progress", "pace", "eta", "uncalled", "end", "observed", "id"],
  group: ["none", "agent", "application", "label", "state"],
  layout: ["table", "cards"],
  density: ["comfortable", "compact"],
  columns: [
    "status",
    "campaign",
    "agent",
    "label",
    "application",
    "progress",
    "pace",
    "eta",
    "uncalled",
    "window",
    "concurrency",
    "order",
    "age",
  ],
  theme: ["light", "dark", "system"],
  lang: ["en", "zh-CN"],
  chrome: ["full", "compact", "none"],
} as const satisfies Record<string, readonly string[]>;

export type Values = { readonly [Name in keyof typeof knownValues]: (typeof knownValues)[Name][number] };
