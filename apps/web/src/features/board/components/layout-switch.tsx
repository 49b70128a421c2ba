import { Segments } from "../../../components/ui/segments.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { layouts } from "../../../lib/view-state.ts";
import type { ViewControlProps } from "../view-control.ts";

/** Table or cards. */
export function LayoutSwitch({ view, onChange, bare = false }: ViewControlProps & { bare?: boolean }) {
  const { t } = useDisplay();
  const segments = layouts.map((value) => ({ value, words: t(`layout.${value}`), icon: value }));
  return (
    <Segments
      bare={bare}
      label={t("layout.label")}
      segments={segments}
      value={view.layout}
      onChoose={(layout) => onChange({ layout })}
    />
  );
}
