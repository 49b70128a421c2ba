import { useState } from "react";
import { Link, useSearch } from "wouter";
import { Button, IconButton } from "../components/ui/button.tsx";
import { Icon } from "../components/ui/icon.tsx";
import { Popover } from "../components/ui/popover.tsx";
import { attentionWords, isUrgent } from "../domain/attention.ts";
import { keyOf } from "../domain/campaign-key.ts";
import { useDisplay } from "../i18n/display.tsx";
import { useTicking } from "../i18n/time.ts";
import type { Notice } from "./alert-list.ts";
import {
  type BrowserConsent,
  BrowserNotifier,
  browserConsent,
  giveConsent,
  withdrawConsent,
} from "./browser-notifications.tsx";
import { useNewly } from "./new-attention.ts";
import { type Notices, useNotices } from "./use-alerts.ts";

type NoticeBellProps = Parameters<typeof useNotices>[0] & {
  /** The server answers and knows its upstream. */
  readonly settled: boolean;
  readonly paused: boolean;
  readonly pollNow: () => void;
};

/** How many notices are not acknowledged, and the tray that holds them. */
export function NoticeBell({ settled, paused, pollNow, ...options }: NoticeBellProps) {
  const { t, format } = useDisplay();
  const notices = useNotices(options);
  const [consent, setConsent] = useState<BrowserConsent>(browserConsent);
  const count = notices.fresh.length;
  const shown = count > 99 ? "99+" : format.number(count);
  // What is seen is part of what is heard, or voice control would not find the button.
  const title = count > 99 ? "notices.titleMany" : "notices.titleCount";
  return (
    <>
      <Popover
        label={count === 0 ? t("notices.title") : t(title, { count, shown })}
        icon="bell"
        bare
        quiet
        align="end"
        mark={count > 0 && <Count text={shown} />}
      >
        {(close) => <NoticePanel {...{ notices, consent, close }} onConsent={setConsent} />}
      </Popover>
      <Announcer notices={notices} settled={settled} />
      {consent === "on" && (
        <BrowserNotifier subject={options.subject} {...{ notices, settled, paused, pollNow }} />
      )}
    </>
  );
}

function Count({ text }: { text: string }) {
  return (
    <span
      aria-hidden="true"
      className="absolute forced-colors:border -top-0.5 -right-1 min-w-4 rounded-full bg-urgent px-1 text-center text-[0.6875rem] leading-4 font-semibold text-surface"
    >
      {text}
    </span>
  );
}

/** Says aloud that something is new, not what: whoever wants to know opens the tray. */
function Announcer({ notices, settled }: { notices: Notices; settled: boolean }) {
  const { t } = useDisplay();
  const [words, setWords] = useState("");
  const tell = (newly: readonly Notice[]) => setWords(t("notices.newly", { count: newly.length }));
  useNewly(notices.fresh, settled, tell);
  return (
    <span role="status" className="sr-only">
      {words}
    </span>
  );
}

/** As many are listed; the board shows all. */
const most = 50;

interface NoticePanelProps {
  readonly notices: Notices;
  readonly consent: BrowserConsent;
  readonly onConsent: (consent: BrowserConsent) => void;
  readonly close: () => void;
}

/** What newly needs attention, to be acknowledged one by one or all at once. */
function NoticePanel({ notices, consent, onConsent, close }: NoticePanelProps) {
  const { t } = useDisplay();
  const { fresh, acknowledge } = notices;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex min-h-8 items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{t("notices.title")}</h2>
        {fresh.length > 0 && (
          <Button
            variant="quiet"
            onClick={({ currentTarget }) => {
              currentTarget.closest("section")?.querySelector<HTMLElement>("a:not(li a)")?.focus();
              acknowledge(fresh);
            }}
          >
            {t("notices.acknowledgeAll")}
          </Button>
        )}
      </div>
      {fresh.length === 0 ? (
        <p className="py-4 text-center text-ink-2">{t("notices.none")}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {fresh.slice(0, most).map((notice) => (
            <NoticeItem key={notice.id} notice={notice} onAcknowledge={acknowledge} onFollow={close} />
          ))}
        </ul>
      )}
      <AllOnBoard onFollow={close} />
      <BrowserSwitch consent={consent} onConsent={onConsent} />
    </div>
  );
}

interface NoticeItemProps {
  readonly notice: Notice;
  readonly onAcknowledge: (notices: readonly Notice[]) => void;
  readonly onFollow: () => void;
}

function NoticeItem({ notice, onAcknowledge, onFollow }: NoticeItemProps) {
  const { t, format } = useDisplay();
  const search = useSearch();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  const { campaign, kind, since } = notice;
  const name = notice.name ?? t("row.unnamed", { id: campaign.campaignId });
  return (
    <li data-notice={kind} className="flex items-start gap-2 py-2">
      <Icon name={kind} className={`mt-0.5 size-4 ${isUrgent(kind) ? "text-urgent" : "text-notice"}`} />
      <div className="min-w-0 flex-1">
        <Link
          href={`/campaigns/${keyOf(campaign)}${search && `?${search}`}`}
          onClick={onFollow}
          className="name line-clamp-2 font-medium hover:underline"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="text-xs text-ink-2">
          {attentionWords(t, notice)} · {t("note.since", { time: format.minute(Date.parse(since), minute) })}
        </p>
      </div>
      <IconButton
        label={t("notices.acknowledge", { name })}
        onClick={({ currentTarget }) => {
          passFocus(currentTarget);
          onAcknowledge([notice]);
        }}
      >
        <Icon name="completed" />
      </IconButton>
    </li>
  );
}

/** The item is about to go: its neighbour's button, or else the tray's last one, takes the focus over. */
function passFocus(button: HTMLElement): void {
  const item = button.closest("li");
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  const tray = button.closest("section");
  (neighbour?.querySelector("button") ?? tray?.querySelector<HTMLElement>("a:not(li a)"))?.focus();
}

function AllOnBoard({ onFollow }: { onFollow: () => void }) {
  const { t } = useDisplay();
  const query = new URLSearchParams(useSearch());
  query.set("attention", "1");
  return (
    <Link href={`/?${query}`} onClick={onFollow} className="self-start py-1 text-13 text-accent underline">
      {t("notices.all")}
    </Link>
  );
}

function BrowserSwitch({ consent, onConsent }: Pick<NoticePanelProps, "consent" | "onConsent">) {
  const { t } = useDisplay();
  if (consent === "impossible") return null;
  if (consent === "blocked") return <p className="text-xs text-ink-2">{t("notices.browserBlocked")}</p>;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-2 text-xs text-ink-2">
      {t(consent === "on" ? "notices.browserOn" : "notices.browserOff")}
      {consent === "on" ? (
        <Button variant="quiet" onClick={() => onConsent(withdrawConsent())}>
          {t("notices.browserStop")}
        </Button>
      ) : (
        <Button onClick={() => void giveConsent().then(onConsent)}>{t("notices.browserStart")}</Button>
      )}
    </div>
  );
}
