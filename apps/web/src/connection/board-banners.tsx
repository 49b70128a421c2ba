import type { Campaign, Upstream } from "@cruiseboard/contract";
import { RequestError } from "../api/http.ts";
import type { Contact } from "../api/polling.ts";
import { useAge } from "../components/campaign/age.tsx";
import { Banner } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { useDisplay } from "../i18n/display.tsx";
import { UpstreamTrouble } from "./upstream-trouble.tsx";

interface BoardNoticesProps {
  readonly contact: Contact;
  readonly error: Error | null;
  /** Epoch milliseconds; 0: never. */
  readonly confirmedAt: number;
  readonly paused: boolean;
  readonly upstream: Upstream | undefined;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
  /** The server has another page by now. */
  readonly newer: boolean;
  readonly onResume: () => void;
  readonly onTryNow: () => void;
}

/** At most one board-wide notice: what is wrong nearest to the viewer hides what lies behind it. */
export function BoardNotices(props: BoardNoticesProps) {
  const { contact, error, paused, upstream, onTryNow } = props;
  if (contact === "lost" && error instanceof RequestError && error.status === 401) return <SignedOut />;
  if (contact === "lost") return <ContactLost confirmedAt={props.confirmedAt} onTryNow={onTryNow} />;
  if (paused) return <Paused onResume={props.onResume} />;
  if (upstream && upstream.status !== "ok")
    return <UpstreamTrouble upstream={upstream} campaigns={props.campaigns} />;
  return props.newer && <NewerPage />;
}

function NewerPage() {
  const { t } = useDisplay();
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

function SignedOut() {
  const { t } = useDisplay();
  return (
    <Banner icon="lost" urgent title={t("contact.unauthenticatedTitle")}>
      {t("contact.unauthenticatedHint")}
    </Banner>
  );
}

function ContactLost({ confirmedAt, onTryNow }: { confirmedAt: number; onTryNow: () => void }) {
  const { t } = useDisplay();
  return (
    <Banner
      icon="lost"
      urgent
      title={t("contact.lostTitle")}
      action={<Button onClick={onTryNow}>{t("contact.tryNow")}</Button>}
    >
      {/* It counts, and shall not be read out each time. */}
      <span aria-live="off">
        {confirmedAt === 0 ? t("contact.neverHint") : <ConfirmedWhen confirmedAt={confirmedAt} />}
      </span>
    </Banner>
  );
}

function ConfirmedWhen({ confirmedAt }: { confirmedAt: number }) {
  const { t } = useDisplay();
  return t("contact.lostHint", { age: useAge(new Date(confirmedAt).toISOString()) });
}

function Paused({ onResume }: { onResume: () => void }) {
  const { t } = useDisplay();
  return (
    <Banner
      icon="pause"
      title={t("contact.pausedTitle")}
      action={<Button onClick={onResume}>{t("contact.resume")}</Button>}
    >
      {t("contact.pausedHint")}
    </Banner>
  );
}
