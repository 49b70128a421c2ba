import { Button, Choice, IconButton, Segments } from "../../components/ui/button.tsx";
import { CheckBox } from "../../components/ui/fields.tsx";
import { type ColumnId, columnIds, defaultColumns, fitColumns, fixedColumns } from "../../domain/columns.ts";
import { densities, groupings, layouts } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { useRoom } from "./use-room.ts";
import { changeView, useView } from "./use-view.ts";

/** Density and columns; layout and groups where the toolbar has no room for them. */
export function LayoutPanel({ onSelect }: { onSelect: () => void }) {
  const { t } = useDisplay();
  const view = useView();
  const wide = useRoom().room === "wide";
  return (
    <div className="flex flex-col items-start gap-3">
      {!wide && <LayoutSwitch />}
      {!wide && <GroupField />}
      {view.grouping !== "none" && (
        <span className="-ms-2 flex flex-wrap">
          {[true, false].map((all) => (
            <Button
              key={String(all)}
              variant="quiet"
              onClick={() => changeView({ folding: { all, except: [] } })}
            >
              {t(all ? "columns.foldAll" : "columns.openAll")}
            </Button>
          ))}
        </span>
      )}
      {wide && view.layout === "table" && (
        <>
          <Segments
            label={t("density.label")}
            segments={densities.map((value) => ({ value, words: t(`density.${value}`) }))}
            value={view.density}
            onChoose={(density) => changeView({ density })}
          />
          <ColumnChooser columns={view.columns} />
        </>
      )}
      {!wide && <Button onClick={onSelect}>{t("select.mode")}</Button>}
      {!wide && <p className="text-13 text-ink-2">{t("columns.narrow")}</p>}
    </div>
  );
}

function ColumnChooser({ columns }: { columns: readonly ColumnId[] }) {
  const { t } = useDisplay();
  const { columnsWidth } = useRoom();
  const { shown } = fitColumns(columns, columnsWidth);
  const others = columnIds.filter((id) => !columns.includes(id));
  return (
    <div role="group" aria-label={t("columns.title")} className="w-full">
      <div className="flex items-center justify-between">
        <span className="text-xs font-semibold text-ink-2">{t("columns.title")}</span>
        {String(columns) !== String(defaultColumns) && (
          <Button variant="quiet" className="text-xs" onClick={() => changeView({ columns: defaultColumns })}>
            {t("columns.usual")}
          </Button>
        )}
      </div>
      <ul className="-mx-1">
        {[...columns, ...others].map((id) => (
          <li key={id} className="flex items-center rounded-md px-1 hover:bg-sunken">
            <label className="flex min-h-8 min-w-0 flex-1 cursor-pointer items-center gap-2 pointer-coarse:min-h-10">
              <CheckBox
                checked={columns.includes(id)}
                disabled={fixedColumns.includes(id)}
                onChange={() => changeView({ columns: toggled(columns, id) })}
              />
              <span className="truncate">{t(`column.${id}`)}</span>
              {columns.includes(id) && !shown.includes(id) && (
                <span className="text-xs text-ink-3">{t("columns.noRoom")}</span>
              )}
            </label>
            {columns.includes(id) &&
              ([-1, 1] as const).map((by) => {
                // At an end it does nothing but stays focusable, so that the focus is not lost.
                const disabled = columns.at(by < 0 ? 0 : -1) === id;
                return (
                  <IconButton
                    icon={by < 0 ? "up" : "down"}
                    key={by}
                    label={t(by < 0 ? "columns.earlier" : "columns.later", { name: t(`column.${id}`) })}
                    aria-disabled={disabled}
                    onClick={() => !disabled && changeView({ columns: moved(columns, id, by) })}
                    className={`size-7 ${disabled ? "opacity-30" : ""}`}
                  />
                );
              })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A new column goes to its usual place. */
function toggled(columns: readonly ColumnId[], id: ColumnId): readonly ColumnId[] {
  if (columns.includes(id)) return columns.filter((other) => other !== id);
  const before = new Set(columnIds.slice(0, columnIds.indexOf(id)));
  const place = columns.findLastIndex((other) => before.has(other)) + 1;
  return columns.toSpliced(place, 0, id);
}

function moved(columns: readonly ColumnId[], id: ColumnId, by: 1 | -1): readonly ColumnId[] {
  const place = columns.indexOf(id);
  return columns.toSpliced(place, 1).toSpliced(place + by, 0, id);
}

export function GroupField() {
  const { t } = useDisplay();
  return (
    <Choice
      label={t("groupBy")}
      value={useView().grouping}
      choices={groupings.map((value) => ({ value, words: t(`grouping.${value}`) }))}
      onChoose={(grouping) => changeView({ grouping, folding: { all: false, except: [] } })}
    />
  );
}

export function LayoutSwitch() {
  const { t } = useDisplay();
  return (
    <Segments
      label={t("layout.label")}
      segments={layouts.map((value) => ({ value, words: t(`layout.${value}`), icon: value }))}
      value={useView().layout}
      onChoose={(layout) => changeView({ layout })}
    />
  );
}
