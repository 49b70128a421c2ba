import { type CampaignKey, campaignPath } from "@cruiseboard/contract";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Admission } from "./admission.ts";

export interface AuditEvent {
  readonly event: "signedIn" | "signedOut" | "changed" | "exported" | "refused";
  readonly admission: Pick<Admission, "viewer" | "by"> | null;
  readonly method?: string | undefined;
  /** Without its query. */
  readonly path?: string | undefined;
  /** Changed campaigns, where the path does not name the one. */
  readonly campaigns?: readonly CampaignKey[] | undefined;
  readonly reason?: string;
}

export type AuditLog = ReturnType<typeof createAuditLog>;

/** Pages with expired tokens cause thousands of refusals: beyond these they are only counted. */
const mostRefusalsPerMinute = 60;
/** Log collectors truncate longer lines. */
const campaignsPerLine = 200;

/** Written at every log level but silent. Of a person only the subject is logged. */
export function createAuditLog(logger: Logger, clock: Pick<Clock, "now">) {
  const lines = logger.child({ audit: true }, logger.level === "silent" ? {} : { level: "info" });
  let minute = 0;
  let refusals = 0;

  function isOverLimit(): boolean {
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
    record({ event, admission, method, path, campaigns, reason }: AuditEvent): void {
      if (event === "refused" && isOverLimit()) return;
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
