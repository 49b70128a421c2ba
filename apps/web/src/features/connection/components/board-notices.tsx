import type { Campaign, Upstream } from "@cruiseboard/contract";
import { lazy } from "react";
import { useAge } from "../../../components/ui/age.tsx";
import { Button } from "../../../components/ui/button.tsx";
import { LazyPart } from "../../../components/ui/lazy-part.tsx";
import { Notice } from "../../../components/ui/notice.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { RequestError } from "../../../lib/http.ts";
import type { Contact } from "../../../lib/polling.ts";
import { upstreamWords } from "../upstream-words.ts";
import { UpstreamReason } from "./upstream-reason.tsx";

const AccountsTrouble = lazy(async () => ({
  default: (await import("./accounts-trouble.tsx")).AccountsTrouble,
}));
const LastError = lazy(async () => ({ default: (await import("./last-error.tsx")).LastError }));

interface BoardNoticesProps {
  readonly contact: Contact;
  readonly error: Error | null;
  /** Epoch milliseconds; 0: never. */
  readonly confirmedAt: number;
  readonly paused: boolean;
  readonly upstream: Upstream | undefined;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
  readonly onResume: () => void;
  readonly onTryNow: () => void;
}

/** At most one board-wide notice: what is wrong nearest to the viewer hides what lies behind it. */
export function BoardNotices(props: BoardNoticesProps) {
  const { contact, error, paused, upstream, onTryNow } = props;
  if (contact === "lost" && error instanceof RequestError && error.status === 401) return <SignedOut />;
  if (contact === "lost") return <ContactLost confirmedAt={props.confirmedAt} onTryNow={onTryNow} />;
  if (paused) return <Paused onResume={props.onResume} />;
  if (upstream && upstream.status !== "ok") {
    return <UpstreamTrouble upstream={upstream} campaigns={props.campaigns} />;
  }
  return null;
}

function SignedOut() {
  const { t } = useDisplay();
  return (
    <Notice icon="lost" urgent title={t("contact.unauthenticatedTitle")}>
      {t("contact.unauthenticatedHint")}
    </Notice>
  );
}

function ContactLost({ confirmedAt, onTryNow }: { confirmedAt: number; onTryNow: () => void }) {
  const { t } = useDisplay();
  return (
    <Notice
      icon="lost"
      urgent
      title={t("contact.lostTitle")}
      action={<Button onClick={onTryNow}>{t("contact.tryNow")}</Button>}
    >
      {/* It counts, and shall not be read out each time. */}
      <span aria-live="off">
        {confirmedAt === 0 ? t("contact.neverHint") : <ConfirmedWhen confirmedAt={confirmedAt} />}
      </span>
    </Notice>
  );
}

function ConfirmedWhen({ confirmedAt }: { confirmedAt: number }) {
  const { t } = useDisplay();
  return t("contact.lostHint", { age: useAge(new Date(confirmedAt).toISOString()) });
}

function Paused({ onResume }: { onResume: () => void }) {
  const { t } = useDisplay();
  return (
    <Notice
      icon="pause"
      title={t("contact.pausedTitle")}
      action={<Button onClick={onResume}>{t("contact.resume")}</Button>}
    >
      {t("contact.pausedHint")}
    </Notice>
  );
}

interface UpstreamTroubleProps {
  readonly upstream: Upstream;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
}

function UpstreamTrouble({ upstream, campaigns }: UpstreamTroubleProps) {
  const { t } = useDisplay();
  const { status, message, accounts = [] } = upstream;
  if (status === "ok") return null;
  return (
    <Notice
      icon="upstreamFailing"
      urgent={status === "credentialsRejected"}
      title={upstreamWords(t, upstream)}
    >
      {accounts.length > 0 ? (
        <LazyPart waiting={null}>
          <AccountsTrouble accounts={accounts} />
        </LazyPart>
      ) : (
        <>
          <p>{t(`upstream.${status}Hint`)}</p>
          <UpstreamReason message={message} />
        </>
      )}
      {campaigns && (
        <LazyPart waiting={null}>
          <LastError campaigns={campaigns.values()} />
        </LazyPart>
      )}
    </Notice>
  );
}
