import { Button } from "../../../components/ui/button.tsx";
import { Segments } from "../../../components/ui/segments.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { densities } from "../../../lib/view-state.ts";
import { useRoom } from "../use-room.ts";
import type { ViewControlProps } from "../view-control.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import { GroupField } from "./group-field.tsx";
import { LayoutSwitch } from "./layout-switch.tsx";

interface LookPanelProps extends ViewControlProps {
  readonly onSelect: () => void;
}

/** How the board looks: layout and groups where the toolbar has no room for them, density, columns. */
export function LookPanel({ view, onChange, onSelect }: LookPanelProps) {
  const { t } = useDisplay();
  const { room, width } = useRoom();
  const wide = room === "wide";
  return (
    <div className="flex flex-col items-start gap-3">
      {!wide && <LayoutSwitch view={view} onChange={onChange} />}
      {!wide && <GroupField view={view} onChange={onChange} />}
      {view.grouping !== "none" && (
        <span className="-ms-2 flex flex-wrap">
          <Button look="quiet" onClick={() => onChange({ folding: { all: true, except: [] } })}>
            {t("columns.foldAll")}
          </Button>
          <Button look="quiet" onClick={() => onChange({ folding: { all: false, except: [] } })}>
            {t("columns.openAll")}
          </Button>
        </span>
      )}
      {wide && view.layout === "table" && (
        <Segments
          label={t("density.label")}
          segments={densities.map((value) => ({ value, words: t(`density.${value}`) }))}
          value={view.density}
          onChoose={(density) => onChange({ density })}
        />
      )}
      {wide && view.layout === "table" && (
        <ColumnChooser columns={view.columns} width={width} onChoose={(columns) => onChange({ columns })} />
      )}
      {!wide && <Button onClick={onSelect}>{t("select.mode")}</Button>}
      {!wide && <p className="text-13 text-ink-2">{t("columns.narrow")}</p>}
    </div>
  );
}
