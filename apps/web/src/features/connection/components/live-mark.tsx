import type { Campaign, Upstream } from "@cruiseboard/contract";
import { useDeferredValue } from "react";
import { useAge } from "../../../components/ui/age.tsx";
import { Icon, type IconName } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { Contact } from "../../../lib/polling.ts";
import { isSilent } from "../is-silent.ts";
import { oldestObservation } from "../oldest-observation.ts";

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
