import { useState } from "react";
import { Link, useSearch } from "wouter";
import type { Board, BoardState } from "../api/board.ts";
import { Button, IconButton, PageLink } from "../components/ui/button.tsx";
import { Icon } from "../components/ui/icon.tsx";
import { Popover } from "../components/ui/popover.tsx";
import { isSilent } from "../connection/health.tsx";
import { withParameter } from "../domain/address.ts";
import { attentionWords, isUrgent } from "../domain/attention.ts";
import { keyOf } from "../domain/campaign-key.ts";
import { useDisplay } from "../i18n/display.tsx";
import { useMinute } from "../i18n/time.ts";
import { type Alert, type Alerts, useAlerts, useNewAlerts } from "./alerts.ts";
import { type BrowserConsent, browserConsent, changeConsent, useNotifier } from "./browser-notifications.ts";

interface AlertBellProps {
  /** Must not change. */
  readonly subject: string;
  readonly board: Board;
  readonly state: BoardState;
}

export function AlertBell({ subject, board, state }: AlertBellProps) {
  const { t, format } = useDisplay();
  const alerts = useAlerts(subject, state);
  const trusted = board.contact === "live" && !isSilent(state.upstream);
  const [consent, setConsent] = useState<BrowserConsent>(browserConsent);
  const [announced, setAnnounced] = useState("");
  const notify = useNotifier(consent === "on", board, subject);
  useNewAlerts(alerts.fresh, trusted, (fresh) => {
    setAnnounced(t("alerts.new", { count: fresh.length }));
    notify(fresh);
  });
  const count = alerts.fresh.length;
  const shown = count > 99 ? "99+" : format.number(count);
  // The accessible name contains the visible text, for voice control.
  const title = count > 99 ? "alerts.titleMany" : "alerts.titleCount";
  return (
    <>
      <Popover
        label={count === 0 ? t("alerts.title") : t(title, { count, shown })}
        icon="bell"
        bare
        quiet
        align="end"
        mark={
          count > 0 && (
            <span
              aria-hidden="true"
              className="absolute forced-colors:border top-0 -right-1 min-w-4 rounded-full bg-urgent px-1 text-center text-[0.6875rem] leading-4 font-semibold text-surface"
            >
              {shown}
            </span>
          )
        }
      >
        {(close) => <AlertPanel {...{ alerts, consent, close }} onConsent={setConsent} />}
      </Popover>
      <span role="status" className="sr-only">
        {announced}
      </span>
    </>
  );
}

const maxListed = 50;

interface AlertPanelProps {
  readonly alerts: Alerts;
  readonly consent: BrowserConsent;
  readonly onConsent: (consent: BrowserConsent) => void;
  readonly close: () => void;
}

function AlertPanel({ alerts, consent, onConsent, close }: AlertPanelProps) {
  const { t } = useDisplay();
  const { fresh, acknowledge } = alerts;
  const onSeen = (button: HTMLElement, alerts: readonly Alert[]) => {
    passFocus(button);
    acknowledge(alerts);
  };
  return (
    <div className="flex flex-col gap-2">
      <div className="flex min-h-8 items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{t("alerts.title")}</h2>
        {fresh.length > 0 && (
          <Button variant="quiet" onClick={({ currentTarget }) => onSeen(currentTarget, fresh)}>
            {t("alerts.acknowledgeAll")}
          </Button>
        )}
      </div>
      {fresh.length === 0 ? (
        <p className="py-4 text-center text-ink-2">{t("alerts.none")}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {fresh.slice(0, maxListed).map((alert) => (
            <AlertItem key={alert.id} {...{ alert, onSeen, close }} />
          ))}
        </ul>
      )}
      <Link
        href={`/?${withParameter(useSearch(), "attention", "1")}`}
        onClick={close}
        className="self-start py-1 text-13 text-accent underline"
      >
        {t("alerts.all")}
      </Link>
      <BrowserSwitch consent={consent} onConsent={onConsent} />
    </div>
  );
}

interface AlertItemProps extends Pick<AlertPanelProps, "close"> {
  readonly alert: Alert;
  readonly onSeen: (button: HTMLElement, alerts: readonly Alert[]) => void;
}

function AlertItem({ alert, onSeen, close }: AlertItemProps) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { campaign, kind, since } = alert;
  const name = alert.name ?? t("row.unnamed", { id: campaign.campaignId });
  return (
    <li data-alert={kind} className="flex items-start gap-2 py-2">
      <Icon name={kind} className={`mt-0.5 size-4 ${isUrgent(kind) ? "text-urgent" : "text-notice"}`} />
      <div className="min-w-0 flex-1">
        <PageLink
          to={`/campaigns/${keyOf(campaign)}`}
          onClick={close}
          className="name line-clamp-2 font-medium hover:underline"
        >
          <bdi>{name}</bdi>
        </PageLink>
        <p className="text-xs text-ink-2">
          {attentionWords(t, alert)} · {t("note.since", { time: format.minute(Date.parse(since), minute) })}
        </p>
      </div>
      <IconButton
        icon="completed"
        label={t("alerts.acknowledge", { name })}
        onClick={({ currentTarget }) => onSeen(currentTarget, [alert])}
      />
    </li>
  );
}

/** The button is about to be removed: focuses its neighbour's button, or else the link below the list. */
function passFocus(button: HTMLElement): void {
  const item = button.closest("li");
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  const tray = button.closest("section");
  (neighbour?.querySelector("button") ?? tray?.querySelector<HTMLElement>("a:not(li a)"))?.focus();
}

function BrowserSwitch({ consent, onConsent }: Pick<AlertPanelProps, "consent" | "onConsent">) {
  const { t } = useDisplay();
  if (consent === "impossible") return null;
  const on = consent === "on";
  if (consent === "blocked") return <p className="text-xs text-ink-2">{t("alerts.browserBlocked")}</p>;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-2 text-xs text-ink-2">
      {t(on ? "alerts.browserOn" : "alerts.browserOff")}
      <Button
        variant={on ? "quiet" : "plain"}
        onClick={() => void changeConsent(on ? "off" : "on").then(onConsent)}
      >
        {t(on ? "alerts.browserStop" : "alerts.browserStart")}
      </Button>
    </div>
  );
}
