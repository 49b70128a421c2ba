import type { CallsPerMinute } from "@cruiseboard/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { requestLists } from "../api/http.ts";
import { useActive } from "../domain/activity.ts";
import { useDisplay } from "../i18n/display.tsx";

const [width, height] = [144, 14];

/** The board's calls per minute over the last hour; empty until two consecutive minutes are known. */
export function CallsSparkline() {
  const enabled = useActive();
  const { data } = useQuery({ ...callsPerMinuteQuery, enabled });
  const values = (data ?? []).map(({ called }) => called);
  const facts = sparklineFacts(values);
  const words = useFactsInWords(facts);
  return (
    <span data-part="sparkline" className="contents" title={words}>
      {facts && (
        <svg
          viewBox={`-2 -2 ${width + 4} ${height + 4}`}
          className="h-4.5 w-full text-accent"
          role="img"
          aria-label={words}
        >
          <path d={`M0 ${height}h${width}`} stroke="var(--color-line-strong)" />
          <path
            d={sparklinePath(values, width, height)}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.500"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        </svg>
      )}
    </span>
  );
}

function useFactsInWords(facts: ReturnType<typeof sparklineFacts>): string | undefined {
  const { t, format } = useDisplay();
  if (facts === null) return undefined;
  const { last, least, most, unobserved } = facts;
  const words = t("sparkline.words", {
    last: format.number(last),
    least: format.number(least),
    most: format.number(most),
  });
  return format.sentences(words, unobserved === 0 ? null : t("sparkline.unobserved", { count: unobserved }));
}

/** The `d` of an SVG path from 0 at the bottom to the maximum at the top. null breaks the line; a lone value is a dot. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number): string {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  const isKnown = (index: number) => (values[index] ?? null) !== null;
  return values
    .map((value, index) => {
      if (value === null) return "";
      const point = `${round(index * step)} ${round(height * (1 - value / most))}`;
      const isAlone = !isKnown(index - 1) && !isKnown(index + 1);
      return `${isKnown(index - 1) ? "L" : "M"}${point}${isAlone ? "h.01" : ""}`;
    })
    .join("");
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

/** `last` null: the last minute was not observed. null: no two consecutive minutes are known. */
export function sparklineFacts(values: readonly (number | null)[]) {
  const hasLine = values.some((value, index) => value !== null && (values[index + 1] ?? null) !== null);
  if (!hasLine) return null;
  const known = values.filter((value) => value !== null);
  return {
    last: values.at(-1) ?? null,
    least: Math.min(...known),
    most: Math.max(...known),
    unobserved: values.length - known.length,
  };
}

const refetchInterval = 60_000;

const callsPerMinuteQuery = queryOptions({
  queryKey: ["calls-per-minute"],
  queryFn: async ({ signal }) => {
    const path = "/api/v1/calls-per-minute";
    return (await requestLists<CallsPerMinute>(path, ["minutes"], { signal })).minutes;
  },
  staleTime: refetchInterval,
  refetchInterval,
  refetchOnWindowFocus: true,
});
