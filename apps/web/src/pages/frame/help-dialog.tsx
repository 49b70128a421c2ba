import { attentionKinds, type Campaign } from "@cruiseboard/contract";
import { Fragment, type ReactNode, useState } from "react";
import { Age } from "../../components/campaign/age.tsx";
import { Eta, Pace, Verdict } from "../../components/campaign/forecast.tsx";
import { Behind, Counts, ProgressMeter } from "../../components/campaign/progress-meter.tsx";
import { AttentionChips, StateBadge } from "../../components/campaign/state-badge.tsx";
import { WindowTimes } from "../../components/campaign/window-line.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { CheckBox } from "../../components/ui/fields.tsx";
import { readStored, store } from "../../domain/storage.ts";
import { stateOrder } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import { keysSetting } from "./keys.ts";

const minuteMs = 60_000;
const kinds = attentionKinds.filter((kind) => kind !== "unknown");

/** A campaign that is behind its window, to show each mark with. */
function exampleAt(now: number): Campaign {
  const at = (minutes: number) => new Date(now + minutes * minuteMs).toISOString();
  return {
    sdkAppId: 1,
    campaignId: 1,
    label: null,
    name: null,
    agent: null,
    concurrency: null,
    callOrder: "unknown",
    state: "running",
    stateCode: 1,
    startTime: at(-120),
    endTime: at(120),
    totalCallees: 900,
    calledCallees: 270,
    advice: null,
    uncalledAtClose: 360,
    observedAt: at(0),
    freshness: "live",
    requestId: null,
    failure: null,
    pacePerMinute: 2.3,
    requiredPacePerMinute: 5.3,
    eta: { earliest: at(262), latest: at(304) },
    ending: null,
    attention: [],
  };
}

/** Every mark of the pages as it is drawn there, with what it means, and the keys. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t, timeZone } = useDisplay();
  const now = useMinute();
  const example = exampleAt(now);
  const since = new Date(now - 5 * minuteMs).toISOString();
  const missing: Campaign = { ...example, attention: [{ kind: "willMissWindow", since }] };
  return (
    <Dialog title={t("help.title")} onClose={onClose} wide>
      <div className="mt-3 flex flex-col gap-5 text-13">
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          {stateOrder.map((state) => (
            <StateBadge key={state} campaign={{ state, stateCode: null, observedAt: since }} />
          ))}
        </p>
        <Part title={t("help.attention")}>
          {kinds.map((kind) => (
            <Mark key={kind} meaning={t(`note.${kind}`)}>
              <AttentionChips campaign={{ ...example, attention: [{ kind, since }] }} />
            </Mark>
          ))}
          <Mark meaning={t("attention.mayMissHint")}>
            <AttentionChips campaign={example} />
          </Mark>
        </Part>
        <Part title={t("column.progress")}>
          <Mark meaning={t("help.meter")}>
            <span className="block w-36">
              <Counts campaign={example} />
              <ProgressMeter campaign={example} />
            </span>
          </Mark>
          <Mark meaning={t("help.meterUnknown")}>
            <span className="block w-36">
              <ProgressMeter campaign={{ ...example, calledCallees: null, totalCallees: null }} />
            </span>
          </Mark>
          <Mark meaning={t("help.behind")}>
            <Behind campaign={example} />
          </Mark>
        </Part>
        <Part title={t("column.forecast")}>
          <Mark meaning={t("help.verdict")}>
            <Verdict campaign={missing} />
          </Mark>
          <Mark meaning={t("help.eta")}>
            <Eta campaign={missing} />
          </Mark>
          <Mark meaning={t("help.pace")}>
            <Pace campaign={example} />
          </Mark>
        </Part>
        <Part title={t("column.window")}>
          <Mark meaning={t("help.window", { zone: timeZone })}>
            <WindowTimes campaign={example} />
          </Mark>
        </Part>
        <Part title={t("column.age")}>
          <Mark meaning={t("help.age")}>
            <Age campaign={example} outOfTouch={false} />
          </Mark>
          <Mark meaning={t("help.stale")}>
            <Age campaign={{ ...example, observedAt: since }} outOfTouch />
          </Mark>
          <Mark meaning={t("help.final")}>
            <Age campaign={{ ...example, state: "completed" }} outOfTouch={false} />
          </Mark>
        </Part>
        <Keys />
      </div>
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      <dl className="grid grid-cols-[minmax(0,9.5rem)_minmax(0,1fr)] sm:grid-cols-[14rem_minmax(0,1fr)] items-center gap-x-4 gap-y-1.5">
        {children}
      </dl>
    </section>
  );
}

function Mark({ meaning, children }: { meaning: string; children: ReactNode }) {
  return (
    <>
      <dt className="min-w-0">{children}</dt>
      <dd className="text-ink-2">{meaning}</dd>
    </>
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
