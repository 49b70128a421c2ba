import { useState } from "react";
import { Popover } from "../../../components/ui/popover.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { type BrowserConsent, browserConsent } from "../browser-consent.ts";
import type { Notice } from "../notice-list.ts";
import { useNewly } from "../use-newly.ts";
import { type Notices, useNotices } from "../use-notices.ts";
import { BrowserNotifier } from "./browser-notifier.tsx";
import { NoticePanel } from "./notice-panel.tsx";

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
      className="badge absolute -top-0.5 -right-1 min-w-4 rounded-full bg-urgent px-1 text-center text-2xs leading-4 font-semibold text-surface"
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
