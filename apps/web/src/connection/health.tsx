import type { AccountUpstream, Campaign, CampaignState, Upstream } from "@cruiseboard/contract";
import { useDeferredValue } from "react";
import type { Board, Contact } from "../api/board.ts";
import { hasStatus } from "../api/http.ts";
import { AgeInWords } from "../components/campaign/age.tsx";
import { Icon, type IconName } from "../components/ui/icon.tsx";
import { Popover } from "../components/ui/popover.tsx";
import { listOf, titleOf } from "../domain/campaign-key.ts";
import { type Display, useDisplay } from "../i18n/display.tsx";
import type { Translate } from "../i18n/messages.ts";
import { useMinute } from "../i18n/time.ts";

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
    <span className="inline-flex items-center gap-1.5 align-bottom whitespace-nowrap" data-contact={mark}>
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

function Dot() {
  return (
    <span aria-hidden="true" className="text-ink-3">
      ·
    </span>
  );
}

/** Nothing can be observed, so that new attention cannot be trusted. A throttled or degraded upstream still answers. */
export function isSilent({ status, accounts = [] }: Pick<Upstream, "status" | "accounts">): boolean {
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

/** One chip: live, how old, the upstream's state, what fails. Budget and accounts are in its panel. */
export function HealthChip({ board }: { board: Board }) {
  const display = useDisplay();
  const { t, format } = display;
  const minute = useMinute();
  const { state, contact } = board;
  const upstream = contact === "lost" ? undefined : state?.upstream;
  const failing = failingIn(board);
  const seconds = upstream ? longerStaleAfterMs(upstream) : null;
  const isOk = upstream === undefined || upstream.status === "ok";
  const stale = seconds === null ? null : { seconds: format.number(seconds / 1000) };
  return (
    <Popover
      label={t("contact.label")}
      icon="live"
      quiet
      align="end"
      face={
        <span data-part="health" className="flex min-w-0 items-center gap-1.5 text-13 text-ink-2">
          <span className="line-clamp-3 text-start leading-3.5 whitespace-normal">
            <LiveMark board={board} />
            {upstream && (
              <span
                data-upstream={upstream.status}
                className={isOk ? "stacked:hidden" : "font-semibold text-notice"}
              >
                {" · "}
                {!isOk && <Icon name="upstreamFailing" className="inline size-3.5" />}
                {/* In narrow windows the summary below says it. */}
                <span className="text-xs leading-3.5 stacked:sr-only">
                  {" "}
                  {healthWords(display, minute, board, upstream)}
                </span>
              </span>
            )}
            {stale && <span className="max-lg:hidden"> · {t("upstream.staleLater", stale)}</span>}
          </span>
          <Icon name="down" className="size-3" />
        </span>
      }
    >
      {() => (
        <div className="flex flex-col gap-2 text-13 whitespace-normal text-ink-2">
          {upstream && (
            <>
              <h2 className="text-sm font-semibold text-ink">{upstreamWords(t, upstream)}</h2>
              <p>
                <span className="text-ink">
                  <Budget upstream={upstream} />
                </span>
                <br />
                {t("upstream.budgetHint")}
              </p>
            </>
          )}
          {upstream?.discovery && <p>{t("found.costs", upstream.discovery)}</p>}
          <p>{t("contact.observedHint")}</p>
          {failing.length > 0 && <p>{t("contact.failingHint", { count: failing.length })}</p>}
          {stale && <p>{t("upstream.staleLaterHint", stale)}</p>}
          {upstream?.accounts && upstream.accounts.length > 0 && (
            <>
              <h2 className="text-sm font-semibold text-ink">{t("accounts.title")}</h2>
              <ul className="flex flex-col divide-y divide-line">
                {upstream.accounts.map((account) => (
                  <AccountItem key={account.name} account={account} />
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </Popover>
  );
}

function Budget({ upstream }: { upstream: Pick<Upstream, "usedPerSecond" | "budgetPerSecond"> }) {
  const { t, format } = useDisplay();
  const used = format.number(Math.round(upstream.usedPerSecond));
  return t("upstream.budget", { used, budget: format.decimal(upstream.budgetPerSecond) });
}

function AccountItem({ account }: { account: AccountUpstream }) {
  const { t, format } = useDisplay();
  const { name, status, sdkAppIds, message } = account;
  const isOk = status === "ok";
  return (
    <li data-account={name} data-upstream={status} className="py-2 text-13">
      <p className="flex items-baseline justify-between gap-3">
        <bdi className="min-w-0 truncate font-medium text-ink" title={name}>
          {name}
        </bdi>
        <span className="whitespace-nowrap text-ink-2 tabular-nums">
          <Budget upstream={account} />
        </span>
      </p>
      <p className={`flex items-center gap-1.5 ${isOk ? "text-ink-2" : "font-semibold text-notice"}`}>
        <Icon name={isOk ? "completed" : "upstreamFailing"} className="size-3" />
        {t(`upstream.${status}`)}
      </p>
      {message !== null && <bdi className="block font-mono text-xs break-words text-ink-2">{message}</bdi>}
      <p className="text-xs break-words text-ink-3">
        {t("accounts.applications", { ids: format.list(sdkAppIds.map(String)) })}
      </p>
    </li>
  );
}

const failingIn = ({ state }: Board): readonly Campaign[] =>
  listOf(state?.campaigns).filter(({ failure }) => failure !== null);

const mostNamed = 3;
const minuteMs = 60_000;
/** How many campaigns cannot be observed, the age of the latest of their values, and the names of a few. */
export function failingWords({ t, format }: Display, now: number, failing: readonly Campaign[]): string {
  const latest = Math.max(
    ...failing.map(({ observedAt }) => (observedAt === null ? 0 : Date.parse(observedAt))),
  );
  const age = latest > 0 ? format.duration(Math.max(minuteMs, now + minuteMs - latest)) : "none";
  const words = t("contact.failing", { count: failing.length, age });
  if (failing.length > mostNamed) return words;
  return t("contact.failingNamed", {
    failing: words,
    names: format.list(failing.map((one) => titleOf(t, one))),
  });
}

/** The upstream's state, unless it is well, and how many campaigns cannot be observed. */
export function healthWords(display: Display, now: number, board: Board, upstream: Upstream): string {
  const { t } = display;
  const failing = failingIn(board);
  const words = upstreamWords(t, upstream);
  if (failing.length === 0 || isSilent(upstream)) return words;
  if (upstream.status === "ok") return failingWords(display, now, failing);
  return `${words} · ${t("contact.failing", { count: failing.length, age: "none" })}`;
}

/** With several accounts, how many of them have the worst status. */
export function upstreamWords(t: Translate, upstream: Upstream): string {
  const { status, accounts = [], usedPerSecond, clockSkewMs } = upstream;
  // No request has been sent yet.
  if (status === "ok" && usedPerSecond === 0 && clockSkewMs === null) return t("upstream.notRequested");
  const words = t(`upstream.${status}`);
  const count = accounts.filter((account) => account.status === status).length;
  if (status === "ok" || count === accounts.length) return words;
  return t("upstream.ofAccounts", { count, total: accounts.length, status: words });
}

const usualStaleAfterMs = 60_000;

/** Longer where the budget cannot keep all campaigns fresh; null: the usual 60 s. */
export const longerStaleAfterMs = ({ staleAfterMs = usualStaleAfterMs }: Upstream): number | null =>
  staleAfterMs > usualStaleAfterMs ? staleAfterMs : null;
