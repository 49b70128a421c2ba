import { type AttentionKind, attentionKinds, type Campaign } from "@cruiseboard/contract";
import { Fragment, type ReactNode, useState } from "react";
import { nullFields } from "../../api/read-answers.ts";
import { Age, OutOfTouch } from "../../components/campaign/age.tsx";
import { Eta, Pace, Verdict } from "../../components/campaign/forecast.tsx";
import { Behind, Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import { AttentionChips, StateBadge } from "../../components/campaign/state-badge.tsx";
import { WindowTimes } from "../../components/campaign/window-line.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { CheckBox } from "../../components/ui/fields.tsx";
import { inBase } from "../../domain/address.ts";
import { readStored, store } from "../../domain/storage.ts";
import { stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { MessageId } from "../../i18n/messages.ts";
import { useMinute } from "../../i18n/time.ts";
import { keysSetting } from "./keys.ts";

const minuteMs = 60_000;

/** A campaign that is behind its window, to show each mark with. */
function exampleAt(now: number): Campaign {
  const at = (minutes: number) => new Date(now + minutes * minuteMs).toISOString();
  return {
    ...nullFields,
    sdkAppId: 1,
    campaignId: 1,
    callOrder: "unknown",
    state: "running",
    startTime: at(-120),
    endTime: at(120),
    totalCallees: 900,
    calledCallees: 270,
    uncalledAtClose: 360,
    observedAt: at(0),
    freshness: "live",
    pacePerMinute: 2.3,
    requiredPacePerMinute: 5.3,
    eta: { earliest: at(262), latest: at(304) },
    attention: [],
  };
}

/** Every mark of the pages as it is drawn there, with what it means, and the keys. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t, locale } = useDisplay();
  const now = useMinute();
  const example = exampleAt(now);
  const since = new Date(now - 5 * minuteMs).toISOString();
  const flagged = (kind: AttentionKind): Campaign => ({ ...example, attention: [{ kind, since }] });
  const missing = flagged("willMissWindow");
  const kinds = attentionKinds
    .filter((kind) => kind !== "unknown")
    .map((kind) => [`note.${kind}`, <AttentionChips key={kind} campaign={flagged(kind)} />]);
  return (
    <Dialog title={t("help.title")} onClose={onClose} wide>
      <div className="mt-3 flex flex-col gap-5 text-13">
        <a className="text-accent underline" href={inBase(`/guide.${locale}.html`)} target="guide">
          {t("help.guide")}
        </a>
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          {stateOrder.map((state) => (
            <StateBadge key={state} campaign={{ state, stateCode: null, observedAt: since }} />
          ))}
        </p>
        <Part
          title={t("help.attention")}
          marks={{
            "help.order": t("sort.attention"),
            ...Object.fromEntries(kinds),
            "attention.mayMissHint": <AttentionChips campaign={example} />,
          }}
        />
        <Part
          title={t("column.progress")}
          marks={{
            "help.meter": <Meter campaign={example} />,
            "help.meterUnknown": <Meter campaign={{ ...example, calledCallees: null, totalCallees: null }} />,
            "help.behind": <Behind campaign={example} />,
          }}
        />
        <Part
          title={t("column.forecast")}
          marks={{
            "help.verdict": <Verdict campaign={missing} />,
            "help.eta": <Eta campaign={missing} />,
            "help.pace": <Pace campaign={example} />,
          }}
        />
        <Part title={t("column.window")} marks={{ "help.window": <WindowTimes campaign={example} /> }} />
        <Part
          title={t("column.age")}
          marks={{
            "help.age": inTouch(<Age campaign={example} />),
            "help.stale": <Age campaign={{ ...example, observedAt: since, freshness: "stale" }} />,
            "help.final": inTouch(<Age campaign={{ ...example, state: "completed" }} />),
          }}
        />
        <Keys />
      </div>
    </Dialog>
  );
}

const inTouch = (mark: ReactNode) => <OutOfTouch value={false}>{mark}</OutOfTouch>;

interface PartProps {
  readonly title: string;
  /** By the message that says what it means. */
  readonly marks: Partial<Record<MessageId, ReactNode>>;
}

function Part({ title, marks }: PartProps) {
  const { t, timeZone } = useDisplay();
  return (
    <section>
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      <dl className="grid grid-cols-[minmax(0,9.5rem)_minmax(0,1fr)] sm:grid-cols-[14rem_minmax(0,1fr)] items-center gap-x-4 gap-y-1.5">
        {Object.entries(marks).map(([meaning, mark]) => (
          <Fragment key={meaning}>
            <dt className="min-w-0">{mark}</dt>
            <dd className="text-ink-2">{t(meaning as MessageId, { zone: timeZone })}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function Meter({ campaign }: { campaign: Campaign }) {
  return (
    <span className="block w-36">
      {campaign.totalCallees !== null && <Counts campaign={campaign} />}
      <ProgressMeter campaign={campaign} />
    </span>
  );
}

const keys = [
  ["search", "/"],
  ["rows", "j", "k"],
  ["open", "Enter"],
  ["select", "x"],
  ["explain", "i"],
  ["board", "g", "b"],
  ["agents", "g", "a"],
  ["archive", "g", "r"],
  ["wall", "g", "w"],
  ["palette", "Ctrl/⌘", "K"],
  ["help", "?"],
] as const;

function Keys() {
  const { t } = useDisplay();
  const [off, setOff] = useState(() => readStored(keysSetting) === "off");
  return (
    <section>
      <h3 className="mb-1.5 font-semibold">{t("help.keys")}</h3>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 sm:grid-cols-[auto_1fr_auto_1fr]">
        {keys.map(([name, ...pressed]) => (
          <Fragment key={name}>
            <dt className="flex gap-1">
              {pressed.map((key) => (
                <kbd
                  key={key}
                  className="rounded border border-line-strong bg-sunken px-1.5 font-sans text-xs leading-5"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-ink-2">{t(`help.key.${name}`)}</dd>
          </Fragment>
        ))}
      </dl>
      <label className="mt-3 flex items-center gap-2">
        <CheckBox
          checked={!off}
          onChange={() => {
            store(keysSetting, off ? "on" : "off");
            setOff(!off);
          }}
        />
        {t("help.keysOn")}
      </label>
    </section>
  );
}
