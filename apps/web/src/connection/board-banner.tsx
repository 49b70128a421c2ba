import type { AccountUpstream, Campaign, Failure, UpstreamStatus } from "@cruiseboard/contract";
import { useEffect, useRef } from "react";
import type { Board, BoardState } from "../api/board.ts";
import { hasStatus } from "../api/http.ts";
import { AgeInWords, useAge } from "../components/campaign/age.tsx";
import { Banner } from "../components/ui/blank-slate.tsx";
import { Button, CopyButton } from "../components/ui/button.tsx";
import { useListener } from "../domain/activity.ts";
import { listOf } from "../domain/campaign-key.ts";
import { useDisplay } from "../i18n/display.tsx";
import { time } from "../i18n/time.ts";
import { upstreamWords } from "./health.tsx";

/** At most one: the fault nearest to the viewer hides those behind it. `newer`: the server serves another build. */
export function BoardBanner({ board, newer }: { board: Board; newer: boolean }) {
  const { state, contact, error, paused, confirmedAt, setPaused, pollNow } = board;
  const { t } = useDisplay();
  if (contact === "lost" && hasStatus(error, 401))
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
        action={<Button onClick={pollNow}>{t("contact.tryNow")}</Button>}
      >
        {/* Changes every second. */}
        <span aria-live="off">
          {confirmedAt === 0 ? (
            t("contact.neverHint")
          ) : (
            <AgeInWords words="contact.lostHint" at={confirmedAt} />
          )}
        </span>
      </Banner>
    );
  if (paused)
    return (
      <Banner
        icon="pause"
        title={t("contact.pausedTitle")}
        action={<Button onClick={() => setPaused(false)}>{t("contact.resume")}</Button>}
      >
        {t("contact.pausedHint")}
      </Banner>
    );
  if (state && state.upstream.status !== "ok") return <UpstreamTrouble {...state} />;
  if (!newer) return null;
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

/** Idle time before the page reloads itself. */
const idleMs = { wall: 60_000, page: 10 * 60_000 } as const;
/** Random delay, so that not all pages reload at once. */
const spreadMs = 60_000;
const checkMs = 5000;
const againMs = 3_600_000;
const reloadedFor = "cruiseboard.reloadedFor";

/** Whether the server serves another build. A wall, or an idle page, then reloads itself. */
export function useNewerPage({ state, contact, paused }: Board, onWall: boolean): boolean {
  const build = state?.build ?? null;
  // undefined: the development server.
  const ownBuild = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;
  const touchedAt = useRef(time.monotonic());
  useListener("pointerdown pointermove keydown wheel touchstart focusin", () => {
    touchedAt.current = time.monotonic();
  });
  const isNewer = build !== null && ownBuild !== undefined && build !== ownBuild;
  const mayReload = isNewer && contact === "live" && !paused;
  useEffect(() => {
    if (!mayReload) return;
    const quiet = idleMs[onWall ? "wall" : "page"] + Math.random() * spreadMs;
    const timer = setInterval(() => {
      if (time.monotonic() - touchedAt.current < quiet || isInUse() || !mayReloadFor(build)) return;
      void reloadIfServed();
    }, checkMs);
    return () => clearInterval(timer);
  }, [mayReload, onWall, build]);
  return isNewer;
}

/** A reload would lose open, edited or selected content. */
function isInUse(): boolean {
  const written = document.querySelector("textarea:focus, input:focus");
  const open = document.querySelector("dialog[open], [aria-expanded=true]");
  return written !== null || open !== null || getSelection()?.isCollapsed === false;
}

/** A proxy's error page, or the browser's own, would stay for ever. */
async function reloadIfServed(): Promise<void> {
  const { ok } = await fetch(location.href, { cache: "no-store" }).catch(() => ({ ok: false }));
  if (ok) location.reload();
  else sessionStorage.removeItem(reloadedFor);
}

/** Once per build and hour: while two backends serve different versions, a page would reload on and on. */
function mayReloadFor(build: string): boolean {
  try {
    const [before, at] = (sessionStorage.getItem(reloadedFor) ?? "").split(" ");
    if (before === build && time.now() - Number(at) < againMs) return false;
    sessionStorage.setItem(reloadedFor, `${build} ${time.now()}`);
    return true;
  } catch {
    // Storage is blocked: only the banner offers a reload.
    return false;
  }
}

export function UpstreamTrouble({ upstream, campaigns }: Pick<BoardState, "upstream" | "campaigns">) {
  const { t } = useDisplay();
  const { status, message, accounts = [] } = upstream;
  if (status === "ok") return null;
  return (
    <Banner
      icon="upstreamFailing"
      urgent={status === "credentialsRejected"}
      title={upstreamWords(t, upstream)}
    >
      {accounts.length > 0 ? (
        <AccountsTrouble accounts={accounts} />
      ) : (
        <>
          <p>{t(`upstream.${status}Hint`)}</p>
          <UpstreamReason message={message} />
        </>
      )}
      <LastError campaigns={listOf(campaigns)} status={status} />
    </Banner>
  );
}

const maxAccounts = 3;

function AccountsTrouble({ accounts }: { accounts: readonly AccountUpstream[] }) {
  const { t } = useDisplay();
  const troubled = accounts.flatMap(({ status, ...rest }) => (status === "ok" ? [] : { status, ...rest }));
  return (
    <>
      <ul className="flex flex-col gap-2">
        {troubled.slice(0, maxAccounts).map(({ name, status, message }) => (
          <li key={name} data-account={name} data-upstream={status}>
            <p className="font-medium text-ink">
              {t("accounts.status", { account: name, status: t(`upstream.${status}`) })}
            </p>
            <p>{t(status === "credentialsRejected" ? "accounts.rejectedHint" : `upstream.${status}Hint`)}</p>
            <UpstreamReason message={message} />
          </li>
        ))}
      </ul>
      {troubled.length > maxAccounts && (
        <p className="mt-2">{t("accounts.more", { count: troubled.length - maxAccounts })}</p>
      )}
      {troubled.length < accounts.length && <p className="mt-2">{t("accounts.unaffected")}</p>}
    </>
  );
}

/** The newest failed observation, with the RequestId that a support ticket needs. */
function LastError({ campaigns, status }: { campaigns: readonly Campaign[]; status: UpstreamStatus }) {
  const { t } = useDisplay();
  const failure = latestFailure(campaigns, status);
  const age = useAge(failure?.at ?? new Date(0).toISOString());
  if (failure === null) return null;
  const { code, requestId } = failure;
  return (
    <p data-part="last-error" className="mt-1 flex flex-wrap items-center gap-x-2">
      {/* Changes every second. */}
      <span aria-live="off">{t("campaign.lastError", { age })}</span>
      <bdi className="font-mono text-xs break-all">{code}</bdi>
      {requestId !== null && (
        <span className="inline-flex items-center gap-1">
          {t("campaign.requestId")}
          <bdi className="font-mono text-xs break-all">{requestId}</bdi>
          <CopyButton value={requestId} what={t("campaign.requestId")} />
        </span>
      )}
    </p>
  );
}

/** Codes of the backend itself, such as `ClientError.Timeout`, are reasons; all others are responses. */
function UpstreamReason({ message }: { message: string | null }) {
  const { t } = useDisplay();
  if (!message) return null;
  return (
    <p className="name mt-1">
      {t(message.startsWith("ClientError.") ? "upstream.reason" : "upstream.response")}{" "}
      <bdi className="font-mono text-xs">{message}</bdi>
    </p>
  );
}

/** Those that explain the upstream's state: not a wrong campaign id. ISO 8601 of one form sorts as text. */
export function latestFailure(
  campaigns: readonly Pick<Campaign, "failure">[],
  status: UpstreamStatus,
): Failure | null {
  const explains = ({ code }: Failure) =>
    status === "throttled"
      ? code.startsWith("RequestLimitExceeded")
      : !/^(InvalidParameter|ResourceNotFound)/.test(code);
  return campaigns.reduce<Failure | null>(
    (latest, { failure }) =>
      failure && explains(failure) && failure.at > (latest?.at ?? "") ? failure : latest,
    null,
  );
}
