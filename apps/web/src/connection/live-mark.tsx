import type { Campaign, Upstream } from "@cruiseboard/contract";
import { useDeferredValue } from "react";
import type { Contact } from "../api/board.ts";
import { useAge } from "../components/campaign/age.tsx";
import { Icon, type IconName } from "../components/ui/icon.tsx";
import { useDisplay } from "../i18n/display.tsx";

type Mark = Contact | "paused" | "silent";

const icons: Record<Mark, IconName> = {
  live: "live",
  connecting: "pending",
  retrying: "refresh",
  lost: "lost",
  paused: "pause",
  silent: "stale",
};
const inks: Record<Mark, string> = {
  live: "text-completed-bar",
  connecting: "text-ink-3",
  retrying: "text-notice",
  lost: "text-urgent",
  paused: "text-notice",
  silent: "text-notice",
};

interface LiveMarkProps {
  readonly contact: Contact;
  readonly paused: boolean;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
  readonly upstream: Upstream | undefined;
}

/** Whether what is shown moves, and how old the oldest of it is. */
export function LiveMark({ contact, paused, campaigns, upstream }: LiveMarkProps) {
  const { t } = useDisplay();
  const silent = contact === "live" && upstream !== undefined && isSilent(upstream);
  const mark: Mark = paused ? "paused" : silent ? "silent" : contact;
  const known = useDeferredValue(campaigns);
  const oldest = known && oldestObservation(known.values());
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" data-contact={mark}>
      <span role="status" className="inline-flex items-center gap-1.5 font-medium">
        <Icon name={icons[mark]} className={`size-3.5 ${inks[mark]}`} />
        {t(`contact.${mark}`)}
      </span>
      {campaigns && (
        <>
          <span aria-hidden="true" className="text-ink-3">
            ·
          </span>
          <span className="text-ink-2">
            {oldest ? <ObservedWithin at={oldest} /> : t("contact.nothingObserved")}
          </span>
        </>
      )}
    </span>
  );
}

function ObservedWithin({ at }: { at: string }) {
  const { t } = useDisplay();
  return t("contact.observed", { age: useAge(at, Math.ceil) });
}

/** Whether nothing new comes from the upstream at all: a page that hears of its server is not live then. */
export function isSilent({ status, accounts = [] }: Upstream): boolean {
  const asked = accounts.length > 0 ? accounts : [{ status }];
  return asked.every((account) => ["unreachable", "credentialsRejected"].includes(account.status));
}

/**
 * The oldest observation among the campaigns that move: the running ones, or the waiting ones if none runs. Ended
 * campaigns are not asked for again. ISO 8601; null: nothing of the kind was observed.
 */
export function oldestObservation(
  campaigns: Iterable<Pick<Campaign, "state" | "observedAt">>,
): string | null {
  let [running, waiting]: [string | null, string | null] = [null, null];
  for (const { state, observedAt } of campaigns) {
    if (observedAt === null) continue;
    if (state === "running") running = earlier(running, observedAt);
    if (state === "notStarted") waiting = earlier(waiting, observedAt);
  }
  return running ?? waiting;
}

/** ISO instants of one form sort as text. */
function earlier(one: string | null, other: string): string {
  return one === null || other < one ? other : one;
}
