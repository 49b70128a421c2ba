import type { Campaign, Upstream } from "@cruiseboard/contract";
import type { Contact } from "../api/board.ts";
import { RequestError } from "../api/http.ts";
import { useAge } from "../components/campaign/age.tsx";
import { Banner } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { useDisplay } from "../i18n/display.tsx";
import { UpstreamTrouble } from "./upstream-trouble.tsx";

interface BoardBannerProps {
  readonly contact: Contact;
  readonly error: Error | null;
  /** Epoch milliseconds; 0: never. */
  readonly confirmedAt: number;
  readonly paused: boolean;
  readonly upstream: Upstream | undefined;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
  /** The server serves another build. */
  readonly newer: boolean;
  readonly onResume: () => void;
  readonly onTryNow: () => void;
}

/** At most one: the fault nearest to the viewer hides those behind it. */
export function BoardBanner(props: BoardBannerProps) {
  const { contact, error, paused, upstream, confirmedAt, campaigns } = props;
  const { t } = useDisplay();
  if (contact === "lost" && error instanceof RequestError && error.status === 401)
    return (
      <Banner icon="lost" urgent title={t("contact.unauthenticatedTitle")}>
        {t("contact.unauthenticatedHint")}
      </Banner>
    );
  if (contact === "lost")
    return (
      <Banner
        icon="lost"
        urgent
        title={t("contact.lostTitle")}
        action={<Button onClick={props.onTryNow}>{t("contact.tryNow")}</Button>}
      >
        {/* Changes every second. */}
        <span aria-live="off">
          {confirmedAt === 0 ? t("contact.neverHint") : <ConfirmedWhen confirmedAt={confirmedAt} />}
        </span>
      </Banner>
    );
  if (paused)
    return (
      <Banner
        icon="pause"
        title={t("contact.pausedTitle")}
        action={<Button onClick={props.onResume}>{t("contact.resume")}</Button>}
      >
        {t("contact.pausedHint")}
      </Banner>
    );
  if (upstream && upstream.status !== "ok")
    return <UpstreamTrouble upstream={upstream} campaigns={campaigns} />;
  if (!props.newer) return null;
  return (
    <Banner
      icon="refresh"
      title={t("page.newer")}
      action={<Button onClick={() => location.reload()}>{t("crash.reload")}</Button>}
    >
      {t("page.newerHint")}
    </Banner>
  );
}

function ConfirmedWhen({ confirmedAt }: { confirmedAt: number }) {
  const { t } = useDisplay();
  return t("contact.lostHint", { age: useAge(new Date(confirmedAt).toISOString()) });
}
