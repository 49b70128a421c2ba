import { useQuery } from "@tanstack/react-query";
import { useActive } from "../../../lib/activity.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { callsPerMinuteQuery } from "../api/calls-per-minute-query.ts";
import { type SparklineFacts, sparklineFacts, sparklinePath } from "../sparkline.ts";

const [width, height] = [144, 20];

/** The whole board's calls a minute over the last hour; nothing while it loads, where it cannot, or before two minutes are known. */
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
          className="h-6 w-full text-accent"
          role="img"
          aria-label={words}
        >
          <path d={`M0 ${height}h${width}`} stroke="var(--color-line-strong)" />
          <path
            d={sparklinePath({ values, width, height })}
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

/** What the line shows, for those who do not see it. */
function useFactsInWords(facts: SparklineFacts | null): string | undefined {
  const { t, format } = useDisplay();
  if (facts === null) return undefined;
  const { last, least, most, unobserved } = facts;
  const words = t("sparkline.words", {
    last: last === null ? t("unknown") : format.number(last),
    least: format.number(least),
    most: format.number(most),
  });
  return format.sentences(words, unobserved === 0 ? null : t("sparkline.unobserved", { count: unobserved }));
}
