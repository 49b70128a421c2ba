import type { ArchivedCampaign } from "@cruiseboard/contract";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { Button } from "../../../components/ui/button.tsx";
import { Known } from "../../../components/ui/known.tsx";
import { StateBadge } from "../../../components/ui/state-badge.tsx";
import { keyOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useMasked } from "../../../lib/masked.ts";
import { useTicking } from "../../../lib/use-ticking.ts";

interface ArchiveRowProps {
  readonly campaign: ArchivedCampaign;
  /** Absent: this viewer may not. */
  readonly onRestore?: () => void;
  readonly onDelete?: () => void;
}

/** A campaign as it was last seen. Deleting asks once more, since nothing takes it back. */
export function ArchiveRow({ campaign, onRestore, onDelete }: ArchiveRowProps) {
  const { t, format } = useDisplay();
  const search = useSearch();
  const [asking, setAsking] = useState(false);
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  const masked = useMasked("agent");
  const { name, label, agent, calledCallees, totalCallees, archivedAt } = campaign;
  const title = name?.trim() || label?.trim() || t("row.unnamed", { id: campaign.campaignId });
  return (
    <li
      data-archived={keyOf(campaign)}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0"
    >
      <span className="w-28 shrink-0">
        <StateBadge campaign={campaign} />
      </span>
      <span className="min-w-48 flex-1">
        <Link
          href={`/campaigns/${keyOf(campaign)}${search && `?${search}`}`}
          title={title}
          className="block truncate font-medium hover:underline"
        >
          <bdi>{title}</bdi>
        </Link>
        <span className="block truncate text-xs text-ink-3">
          {label !== null && name !== null && <bdi className="text-ink-2">{label} · </bdi>}
          {keyOf(campaign)}
          {agent !== null && " · "}
          {agent !== null && <bdi title={masked ? t("row.pseudonym", { agent }) : undefined}>{agent}</bdi>}
        </span>
      </span>
      <span className="w-32 text-13 whitespace-nowrap">
        <Known value={calledCallees === null ? null : format.number(calledCallees)} />
        <span className="text-ink-3">
          {" / "}
          <Known value={totalCallees === null ? null : format.number(totalCallees)} />
        </span>
      </span>
      <span className="w-44 text-xs text-ink-2">
        {t("archive.at", { time: format.minute(Date.parse(archivedAt), minute) })}
      </span>
      {onRestore && onDelete && (
        <span className="ms-auto flex gap-1">
          {asking ? (
            <>
              <Button onClick={onDelete} className="text-urgent!">
                {t("archive.deleteNow")}
              </Button>
              <Button look="quiet" onClick={() => setAsking(false)}>
                {t("watch.cancel")}
              </Button>
            </>
          ) : (
            <>
              <Button
                look="quiet"
                onClick={onRestore}
                aria-label={t("archive.restoreNamed", { name: title })}
              >
                {t("archive.restore")}
              </Button>
              <Button
                look="quiet"
                onClick={() => setAsking(true)}
                aria-label={t("archive.deleteNamed", { name: title })}
              >
                {t("archive.delete")}
              </Button>
            </>
          )}
        </span>
      )}
    </li>
  );
}
