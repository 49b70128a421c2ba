import { Link, useSearch } from "wouter";
import { Button, IconButton } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { attentionWords, isUrgent } from "../../../lib/attention.ts";
import { keyOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useTicking } from "../../../lib/use-ticking.ts";
import { type BrowserConsent, giveConsent, withdrawConsent } from "../browser-consent.ts";
import type { Notice } from "../notice-list.ts";
import type { Notices } from "../use-notices.ts";

/** As many are listed; the board shows all. */
const most = 50;

interface NoticePanelProps {
  readonly notices: Notices;
  readonly consent: BrowserConsent;
  readonly onConsent: (consent: BrowserConsent) => void;
  readonly close: () => void;
}

/** What newly needs attention, to be acknowledged one by one or all at once. */
export function NoticePanel({ notices, consent, onConsent, close }: NoticePanelProps) {
  const { t } = useDisplay();
  const { fresh, acknowledge } = notices;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex min-h-8 items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{t("notices.title")}</h2>
        {fresh.length > 0 && (
          <Button
            look="quiet"
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
        <Button look="quiet" onClick={() => onConsent(withdrawConsent())}>
          {t("notices.browserStop")}
        </Button>
      ) : (
        <Button onClick={() => void giveConsent().then(onConsent)}>{t("notices.browserStart")}</Button>
      )}
    </div>
  );
}
