import type { Campaign } from "@cruiseboard/contract";

/** Why nothing can be said of a running campaign's end. */
type UnknownReason = "unobserved" | "stale" | "noCounts" | "done" | "still" | "tooLittle";

/** What can be said of a campaign's end; instants are epoch milliseconds. */
export type Forecast =
  | { readonly kind: "notStarted" | "silent" }
  | { readonly kind: "unknown"; readonly why: UnknownReason }
  | { readonly kind: "open"; readonly earliest: number; readonly latest: number }
  | {
      /** The whole range lies before the window's close, after it, or around it. */
      readonly kind: "inTime" | "tooLate" | "uncertain";
      readonly earliest: number;
      readonly latest: number;
      readonly close: number;
    }
  | { readonly kind: "ended" };

/** silent: of a state that this version does not know. */
export function forecastOf(campaign: Campaign): Forecast {
  const { state, eta, endTime } = campaign;
  if (state === "completed" || state === "terminated") return { kind: "ended" };
  if (state === "notStarted") return { kind: "notStarted" };
  if (campaign.observedAt === null) return { kind: "unknown", why: "unobserved" };
  if (state === "unknown") return { kind: "silent" };
  if (eta === null) return { kind: "unknown", why: reasonOf(campaign) };
  const [earliest, latest] = [Date.parse(eta.earliest), Date.parse(eta.latest)];
  if (endTime === null) return { kind: "open", earliest, latest };
  const close = Date.parse(endTime);
  if (latest <= close) return { kind: "inTime", earliest, latest, close };
  return { kind: earliest > close ? "tooLate" : "uncertain", earliest, latest, close };
}

function reasonOf({ calledCallees, totalCallees, freshness, pacePerMinute }: Campaign): UnknownReason {
  if (calledCallees === null || totalCallees === null) return "noCounts";
  if (calledCallees >= totalCallees) return "done";
  if (freshness === "stale") return "stale";
  return pacePerMinute === 0 ? "still" : "tooLittle";
}
