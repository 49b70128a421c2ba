import type { Campaign } from "@cruiseboard/contract";
import { useDisplay } from "../../lib/display.tsx";
import type { Translate } from "../../lib/messages.ts";
import { Icon } from "./icon.tsx";

const looks: Record<Campaign["state"], string> = {
  running: "border-transparent bg-running text-running-ink",
  notStarted: "bg-surface text-ink-2 border-line-strong",
  completed: "border-transparent bg-completed text-completed-ink",
  terminated: "border-transparent bg-terminated text-terminated-ink",
  unknown: "bg-surface text-ink-2 border-line-strong border-dashed",
};

type Stated = Pick<Campaign, "state" | "stateCode" | "observedAt">;

function stateWords(t: Translate, { state, stateCode, observedAt }: Stated): string {
  if (state !== "unknown") return t(`state.${state}`);
  if (stateCode !== null) return t("state.unknownCode", { code: stateCode });
  return observedAt === null ? t("state.pending") : t("state.unknown");
}

/** Text, shape and colour of a campaign's state. */
export function StateBadge({ campaign }: { campaign: Stated }) {
  const { t } = useDisplay();
  const pending = campaign.state === "unknown" && campaign.observedAt === null && campaign.stateCode === null;
  return (
    <span
      data-part="state"
      className={`badge inline-flex h-6 items-center gap-1.5 rounded-full border ps-1.5 pe-2.5 text-xs font-medium whitespace-nowrap ${looks[campaign.state]}`}
    >
      <Icon name={pending ? "pending" : campaign.state} />
      {stateWords(t, campaign)}
    </span>
  );
}
