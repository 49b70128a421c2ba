import { Button, IconButton } from "../../../components/ui/button.tsx";
import { CheckBox } from "../../../components/ui/fields.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { type ColumnId, columnIds, defaultColumns, fitColumns, fixedColumns } from "../../../lib/columns.ts";
import { useDisplay } from "../../../lib/display.tsx";

interface ColumnChooserProps {
  /** In their order. */
  readonly columns: readonly ColumnId[];
  /** What a row has room for, in rem. */
  readonly width: number;
  readonly onChoose: (columns: readonly ColumnId[]) => void;
}

/** Which columns, and in which order; says which of them do not fit at the moment. */
export function ColumnChooser({ columns, width, onChoose }: ColumnChooserProps) {
  const { t } = useDisplay();
  const { shown } = fitColumns(columns, width);
  const others = columnIds.filter((id) => !columns.includes(id));
  const move = (id: ColumnId, by: 1 | -1) => onChoose(moved(columns, id, by));
  const hasRoom = (id: ColumnId) =>
    shown.includes(id) || (shown.includes("forecast") && (id === "pace" || id === "eta"));
  return (
    <div role="group" aria-label={t("columns.title")} className="w-full">
      <div className="flex items-center justify-between">
        <span className="text-xs font-semibold text-ink-2">{t("columns.title")}</span>
        {String(columns) !== String(defaultColumns) && (
          <Button look="quiet" className="text-xs" onClick={() => onChoose(defaultColumns)}>
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
                onChange={() => onChoose(toggled(columns, id))}
              />
              <span className="truncate">{t(`column.${id}`)}</span>
              {columns.includes(id) && !hasRoom(id) && (
                <span className="text-xs text-ink-3">{t("columns.noRoom")}</span>
              )}
            </label>
            {columns.includes(id) && (
              <>
                <MoveButton id={id} by={-1} disabled={columns[0] === id} onMove={move} />
                <MoveButton id={id} by={1} disabled={columns.at(-1) === id} onMove={move} />
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface MoveButtonProps {
  readonly id: ColumnId;
  readonly by: 1 | -1;
  readonly disabled: boolean;
  readonly onMove: (id: ColumnId, by: 1 | -1) => void;
}

/** At an end it does nothing and stays, so that the focus does not get lost. */
function MoveButton({ id, by, disabled, onMove }: MoveButtonProps) {
  const { t } = useDisplay();
  const name = t(`column.${id}`);
  return (
    <IconButton
      label={t(by < 0 ? "columns.earlier" : "columns.later", { name })}
      aria-disabled={disabled}
      onClick={() => !disabled && onMove(id, by)}
      className={`size-7 ${disabled ? "opacity-30" : ""}`}
    >
      <Icon name={by < 0 ? "up" : "down"} />
    </IconButton>
  );
}

/** One that comes in anew stands where it usually does. */
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
