import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Choice } from "../../../components/ui/choice.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { failureWords } from "../../../lib/failure-words.ts";
import { archiveRuleQuery, setArchiveRule } from "../api/archive-query.ts";

/** Hours after an end that are offered; what else the server has stands among them. */
const offered = [1, 12, 24, 72, 168, 720];

/** When ended campaigns leave the board by themselves; the same for everybody. */
export function ArchiveRuleField({ mayEdit }: { mayEdit: boolean }) {
  const { t, format } = useDisplay();
  const client = useQueryClient();
  const rule = useQuery(archiveRuleQuery);
  const change = useMutation({
    mutationFn: setArchiveRule,
    networkMode: "always",
    onSuccess: (answer) => client.setQueryData(archiveRuleQuery.queryKey, answer),
  });
  if (!rule.data) return null;
  const { afterHours } = rule.data;
  const words = (hours: number | null) =>
    hours === null
      ? t("archive.never")
      : t("archive.after", { duration: format.duration(hours * 3_600_000) });
  const hours = [...new Set([...offered, ...(afterHours === null ? [] : [afterHours])])].toSorted(
    (one, other) => one - other,
  );
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-13 text-ink-2">
      <span>{t("archive.rule")}</span>
      {mayEdit ? (
        <Choice
          label={t("archive.rule")}
          value={String(afterHours)}
          choices={[null, ...hours].map((value) => ({ value: String(value), words: words(value) }))}
          onChoose={(value) => change.mutate({ afterHours: value === "null" ? null : Number(value) })}
        />
      ) : (
        <span className="text-ink">{words(afterHours)}</span>
      )}
      {change.isError && (
        <span role="alert" className="text-urgent">
          {t("watch.failed", { reason: failureWords(t, change.error) })}
        </span>
      )}
    </div>
  );
}
