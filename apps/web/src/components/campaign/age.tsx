import type { Campaign } from "@cruiseboard/contract";
import { createContext, use } from "react";
import { hasEnded } from "../../domain/forecast.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { MessageId } from "../../i18n/messages.ts";
import { useTicking } from "../../i18n/time.ts";
import { Icon } from "../ui/icon.tsx";

/** Time since an instant, in whole seconds, from one minute on in whole minutes. `Math.ceil` gives an upper bound. */
export function useAge(at: string, round = Math.floor): string {
  const { format } = useDisplay();
  const seconds = useTicking((now) => {
    const age = round(Math.max(1, now - Date.parse(at)) / 1000);
    return age < 60 ? age : round(age / 60) * 60;
  });
  return format.duration(seconds * 1000);
}

interface AgeInWordsProps {
  readonly words: MessageId;
  readonly at: string | number;
  readonly round?: (value: number) => number;
}

/** A message with `age`. */
export function AgeInWords({ words, at, round }: AgeInWordsProps) {
  const { t } = useDisplay();
  return t(words, { age: useAge(new Date(at).toISOString(), round) });
}

/** The server cannot be reached, so everything is stale. */
export const OutOfTouch = createContext(false);

interface AgeProps {
  readonly campaign: Campaign;
  readonly words?: MessageId;
}

export function Age({ campaign, words = "freshness.age" }: AgeProps) {
  const { t } = useDisplay();
  if (campaign.observedAt === null) {
    return (
      <span className="inline-flex items-center gap-1 text-xs text-ink-3" title={t("freshness.pending")}>
        <Icon name="pending" />
        {t("freshness.pendingShort")}
      </span>
    );
  }
  return <ObservedAge {...{ campaign, words }} observedAt={campaign.observedAt} />;
}

/** An ended campaign changes no more, so its age means nothing. */
function ObservedAge(props: Required<AgeProps> & { observedAt: string }) {
  const { campaign, observedAt } = props;
  const { t, format } = useDisplay();
  const age = useAge(observedAt);
  const words = t(props.words, { age });
  const final = hasEnded(campaign);
  if (!use(OutOfTouch) && campaign.freshness !== "stale") {
    const title = t("freshness.finalHint", { time: format.full(Date.parse(observedAt)) });
    return (
      <span className="text-xs whitespace-nowrap text-ink-3" title={final ? title : undefined}>
        {final ? t("freshness.final") : words}
      </span>
    );
  }
  return (
    <span
      className="inline-flex flex-col items-end stacked:flex-row stacked:gap-1.5 text-xs leading-4 text-notice"
      title={t("freshness.staleHint", { age })}
    >
      <span className="inline-flex items-center gap-1 font-semibold whitespace-nowrap">
        <Icon name="stale" className="size-3" />
        {t("freshness.stale")}
      </span>
      <span className="whitespace-nowrap">{words}</span>
    </span>
  );
}
