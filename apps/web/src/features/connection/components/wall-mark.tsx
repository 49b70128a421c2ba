import type { Campaign, Upstream } from "@cruiseboard/contract";
import { useAge } from "../../../components/ui/age.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { Contact } from "../../../lib/polling.ts";
import { upstreamWords } from "../upstream-words.ts";
import { LiveMark } from "./live-mark.tsx";

interface WallMarkProps {
  readonly contact: Contact;
  readonly paused: boolean;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
  readonly upstream: Upstream | undefined;
  /** Epoch milliseconds; 0: never. */
  readonly confirmedAt: number;
}

/** How far a wall may be trusted: none when its server is gone, little when the upstream cannot be asked or it is paused. */
export function wallTrust({
  contact,
  paused,
  upstream,
}: Omit<WallMarkProps, "campaigns" | "confirmedAt">): "good" | "doubtful" | "none" {
  if (contact === "lost") return "none";
  return paused || (upstream !== undefined && upstream.status !== "ok") ? "doubtful" : "good";
}

/** Whether the wall lives, to be read across a room. */
export function WallMark({ contact, paused, campaigns, upstream, confirmedAt }: WallMarkProps) {
  const { t } = useDisplay();
  if (contact === "lost") {
    return (
      <p
        role="status"
        data-contact="lost"
        className="flex items-center gap-3 rounded-xl portrait:order-last portrait:w-full bg-urgent px-5 py-2 text-2xl font-semibold text-surface"
      >
        <Icon name="lost" className="size-7" />
        {t("contact.lost")}
        <span aria-live="off" className="text-lg font-normal">
          {confirmedAt > 0 && <Since at={confirmedAt} />}
        </span>
      </p>
    );
  }
  const trouble = upstream !== undefined && upstream.status !== "ok" && !paused;
  return (
    <div className="flex items-center gap-4 text-lg portrait:order-last portrait:w-full">
      <span className="rounded-xl px-2 [&_svg]:size-5">
        <LiveMark contact={contact} paused={paused} campaigns={campaigns} upstream={upstream} />
      </span>
      {trouble && (
        <p
          role="status"
          data-upstream={upstream.status}
          className="flex items-center gap-2 rounded-xl bg-notice px-4 py-1.5 text-xl font-semibold text-surface"
        >
          <Icon name="upstreamFailing" className="size-6" />
          {upstreamWords(t, upstream)}
        </p>
      )}
    </div>
  );
}

function Since({ at }: { at: number }) {
  const { t } = useDisplay();
  return t("wall.confirmed", { age: useAge(new Date(at).toISOString()) });
}
