import type { Campaign, CampaignState, Upstream } from "@cruiseboard/contract";
import { useDeferredValue } from "react";
import type { Board, Contact } from "../api/board.ts";
import { hasStatus } from "../api/http.ts";
import { AgeInWords } from "../components/campaign/age.tsx";
import { Icon, type IconName } from "../components/ui/icon.tsx";
import { listOf } from "../domain/campaign-key.ts";
import { useDisplay } from "../i18n/display.tsx";

type Mark = Contact | "refused" | "paused" | "silent";

const marks: Record<Mark, { icon: IconName; ink: string }> = {
  live: { icon: "live", ink: "text-completed-bar" },
  connecting: { icon: "pending", ink: "text-ink-3" },
  retrying: { icon: "refresh", ink: "text-notice" },
  lost: { icon: "lost", ink: "text-urgent" },
  refused: { icon: "lost", ink: "text-urgent" },
  paused: { icon: "pause", ink: "text-notice" },
  silent: { icon: "stale", ink: "text-notice" },
};

/** Whether the board is live, and the age of its oldest value. */
export function LiveMark({ board: { state, contact, error, paused } }: { board: Board }) {
  const { t } = useDisplay();
  const silent = contact === "live" && state !== undefined && isSilent(state.upstream);
  const refused = contact === "lost" && hasStatus(error, 401);
  const mark: Mark = paused ? "paused" : silent ? "silent" : refused ? "refused" : contact;
  const known = useDeferredValue(state?.campaigns);
  const oldest = known && oldestObservation(listOf(known));
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" data-contact={mark}>
      <span role="status" className="inline-flex items-center gap-1.5 font-medium text-ink">
        <Icon name={marks[mark].icon} className={`size-3.5 ${marks[mark].ink}`} />
        <span className="max-[24rem]:sr-only">{t(`contact.${mark}`)}</span>
      </span>
      {oldest && (
        <>
          <Dot />
          <span className="max-sm:hidden">
            <AgeInWords words="contact.observed" at={oldest} round={Math.ceil} />
          </span>
          <span className="sm:hidden">
            <AgeInWords words="contact.age" at={oldest} round={Math.ceil} />
          </span>
        </>
      )}
      {state && !oldest && (
        <>
          <Dot />
          {t("contact.nothingObserved")}
        </>
      )}
    </span>
  );
}

export function Dot() {
  return (
    <span aria-hidden="true" className="text-ink-3">
      ·
    </span>
  );
}

export function isSilent({ status, accounts = [] }: Upstream): boolean {
  return (accounts.length > 0 ? accounts : [{ status }]).every((account) =>
    ["unreachable", "credentialsRejected"].includes(account.status),
  );
}

type Observed = Pick<Campaign, "state" | "observedAt" | "failure">;

/**
 * Of the running campaigns, or of those not started if none runs; ended ones are not polled. Those that fail are told
 * apart, and count only if all do. ISO 8601; null: none.
 */
export function oldestObservation(campaigns: readonly Observed[]): string | null {
  const oldest = (ones: readonly Observed[], state: CampaignState) =>
    ones
      .flatMap((one) => (one.state === state ? (one.observedAt ?? []) : []))
      // ISO 8601 of one form sorts as text.
      .reduce<string | null>((least, at) => (least === null || at < least ? at : least), null);
  const observable = campaigns.filter(({ failure }) => failure === null);
  return oldest(observable, "running") ?? oldest(campaigns, "running") ?? oldest(campaigns, "notStarted");
}
