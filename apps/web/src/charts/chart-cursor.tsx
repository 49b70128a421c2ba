import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import type { PastSample } from "../domain/past.ts";
import { useDisplay } from "../i18n/display.tsx";
import { useTicking } from "../i18n/time.ts";
import { plotInsets } from "./chart-span.ts";

interface ChartCursorProps {
  /** In order of time. */
  readonly samples: readonly PastSample[];
  /** From when to when the drawing reaches, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly children: ReactNode;
}

/**
 * Lets pointer, finger and arrow keys go along the samples of the drawing inside. Moving it draws nothing anew but the
 * cursor. To assistive technology it is a slider, whose text is the moment's figures.
 */
export function ChartCursor({ samples, from, to, children }: ChartCursorProps) {
  const { t } = useDisplay();
  // The moment, not its number: samples come and go while somebody looks.
  const [at, setAt] = useState<number | null>(null);
  const index = at === null ? samples.length - 1 : nearest(samples, at);
  const sample = samples[index];
  const words = useMomentWords(sample);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(event.key, index, samples.length);
    if (next === null) return;
    event.preventDefault();
    setAt(samples[next]?.at ?? null);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const width = box.width - plotInsets.left - plotInsets.right;
    setAt(from + ((event.clientX - box.left - plotInsets.left) / width) * (to - from));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("chart.cursor")}
      aria-valuemin={1}
      aria-valuemax={samples.length}
      aria-valuenow={index + 1}
      aria-valuetext={words && `${words.when}: ${words.what}`}
      onKeyDown={onKeyDown}
      onFocus={() => setAt((before) => before ?? sample?.at ?? null)}
      onBlur={() => setAt(null)}
      onPointerMove={onPointerMove}
      onPointerDown={onPointerMove}
      onPointerLeave={({ currentTarget }) => currentTarget !== document.activeElement && setAt(null)}
      className="relative h-full touch-pan-y rounded-lg"
    >
      {children}
      {at !== null && sample && words && (
        <Crosshair share={(sample.at - from) / (to - from)}>
          <span className="text-ink-2">{words.when}</span>
          <span className="font-medium">{words.what}</span>
        </Crosshair>
      )}
    </div>
  );
}

function useMomentWords(sample: PastSample | undefined) {
  const { t, format } = useDisplay();
  const minute = useTicking((now) => Math.floor(now / 60_000) * 60_000);
  if (sample === undefined) return undefined;
  const count = (value: number | null) => (value === null ? t("unknown") : format.number(value));
  return {
    when: format.moment(sample.at, minute),
    what: t("chart.calledOf", { called: count(sample.called), total: count(sample.total) }),
  };
}

/** A line at a share of the plot's width, and what was so there beside it. */
function Crosshair({ share, children }: { share: number; children: ReactNode }) {
  const inPlot = Math.min(1, Math.max(0, share));
  const left = `calc(${plotInsets.left}px + (100% - ${plotInsets.left + plotInsets.right}px) * ${inPlot})`;
  return (
    <div
      className="pointer-events-none absolute w-px bg-ink-2"
      style={{ left, top: plotInsets.top, bottom: plotInsets.bottom }}
      aria-hidden="true"
    >
      <span
        className={`absolute top-1 flex flex-col rounded-lg border border-line-strong bg-surface px-2 py-1 text-xs whitespace-nowrap shadow-raised ${inPlot > 0.5 ? "right-2" : "left-2"}`}
      >
        {children}
      </span>
    </div>
  );
}

/** A page's worth of samples. */
const leap = 10;

/** Where a key leads from a sample; null: the key means nothing here. */
export function moved(key: string, index: number, count: number): number | null {
  const targets: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - leap,
    PageUp: index + leap,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}

/** The number of the sample that lies nearest to an instant; -1: there is none. */
export function nearest(samples: readonly PastSample[], at: number): number {
  let best = -1;
  let distance = Infinity;
  for (const [index, sample] of samples.entries()) {
    const apart = Math.abs(sample.at - at);
    if (apart >= distance) break;
    [best, distance] = [index, apart];
  }
  return best;
}
