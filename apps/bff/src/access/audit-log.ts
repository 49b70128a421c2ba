import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Admission } from "./admission.ts";

/** What somebody did, or was kept from. */
export interface AuditedAct {
  readonly event: "signedIn" | "signedOut" | "changed" | "exported" | "refused";
  /** Who; null: nobody knows. */
  readonly admission: Pick<Admission, "viewer" | "by"> | null;
  readonly method?: string | undefined;
  /** Without its query. */
  readonly path?: string | undefined;
  /** Those that were changed, where the path does not name the one. */
  readonly campaigns?: readonly CampaignKey[] | undefined;
  /** Of a refusal. */
  readonly reason?: string;
}

/** Structured lines of who did what, with nothing personal beyond the subject. */
export interface AuditLog {
  record(act: AuditedAct): void;
}

/** Refusals come by the thousand when a page's token has expired; beyond so many a minute they are only counted. */
const mostRefusalsPerMinute = 60;
/** Log collectors cut longer lines. */
const campaignsPerLine = 200;

/** Written at any log level but silent, since what is left out cannot be made good later. */
export function createAuditLog(logger: Logger, clock: Pick<Clock, "now">): AuditLog {
  const lines = logger.child({ audit: true }, logger.level === "silent" ? {} : { level: "info" });
  let minute = 0;
  let refusals = 0;

  function isTooMuch(): boolean {
    const now = Math.floor(clock.now() / 60_000);
    if (now !== minute) {
      if (refusals > mostRefusalsPerMinute)
        lines.info({ event: "refused", leftOut: refusals - mostRefusalsPerMinute }, "audit");
      minute = now;
      refusals = 0;
    }
    refusals += 1;
    return refusals > mostRefusalsPerMinute;
  }

  return {
    record({ event, admission, method, path, campaigns, reason }) {
      if (event === "refused" && isTooMuch()) return;
      const who = admission && { subject: admission.viewer.subject, by: admission.by };
      const line = { event, ...who, method, path, reason };
      if (campaigns === undefined) return lines.info(line, "audit");
      for (let start = 0; start < campaigns.length; start += campaignsPerLine) {
        const some = campaigns.slice(start, start + campaignsPerLine);
        lines.info({ ...line, campaigns: some.map(campaignPath) }, "audit");
      }
    },
  };
}
