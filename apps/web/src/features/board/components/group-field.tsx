import { Choice } from "../../../components/ui/choice.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { groupings } from "../../../lib/view-state.ts";
import type { ViewControlProps } from "../view-control.ts";

/** By what the campaigns are grouped; other groups begin open. */
export function GroupField({ view, onChange }: ViewControlProps) {
  const { t } = useDisplay();
  return (
    <Choice
      label={t("groupBy")}
      value={view.grouping}
      choices={groupings.map((value) => ({ value, words: t(`grouping.${value}`) }))}
      onChoose={(grouping) => onChange({ grouping, folding: { all: false, except: [] } })}
    />
  );
}
