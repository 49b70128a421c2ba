import { type ReactNode, useState } from "react";
import { useDebouncedCallback } from "use-debounce";
import { Button, Choice, IconButton, Segments } from "../../components/ui/button.tsx";
import { CsvLink } from "../../components/ui/csv-link.tsx";
import { CheckBox, fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { Popover } from "../../components/ui/popover.tsx";
import type { Campaigns } from "../../domain/campaign-key.ts";
import {
  type ColumnId,
  columnIds,
  defaultColumns,
  fitColumns,
  fixedColumns,
  sortKeys,
} from "../../domain/columns.ts";
import { densities, filterOf, groupings, isFiltered, layouts } from "../../domain/view-state.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import { useRoom } from "./board-lines.ts";
import { FilterPanel } from "./filter-panel.tsx";
import { SavedViewsPanel } from "./saved-views-panel.tsx";
import { changeView, resetFilters, useView } from "./use-view.ts";

interface ToolbarProps {
  readonly campaigns: Campaigns;
  readonly shown: number;
  readonly onSelect: () => void;
  readonly children?: ReactNode;
}

export function Toolbar({ campaigns, shown, onSelect, children }: ToolbarProps) {
  const { t } = useDisplay();
  const view = useView();
  const [roomy, narrow] = [useMedia("(width >= 70rem)"), useMedia("(width < 40rem)")];
  const { kinds, agents, agentStates, applications } = view;
  const chosen = [kinds, agents, agentStates, applications].flat().length;
  const count = chosen > 0 && (
    <span className="rounded-full bg-accent px-1.5 text-xs leading-4 font-semibold text-on-accent">
      {chosen}
    </span>
  );
  const csv = <CsvLink href="/api/v1/campaigns.csv" label={t("csv.board")} />;
  const sort = <SortField roomy={roomy} />;
  return (
    <div
      role="group"
      aria-label={t("toolbar.label")}
      className="print:hidden flex flex-wrap items-center gap-2 max-sm:gap-1"
    >
      <SearchField placeholder={t(roomy ? "toolbar.search" : "toolbar.find")} />
      <Popover label={t("toolbar.filter")} icon="filter" bare={!roomy} mark={count}>
        {() => <FilterPanel campaigns={campaigns} />}
      </Popover>
      {roomy && <GroupField />}
      {!narrow && sort}
      <Shown shown={shown} total={campaigns.size} />
      <span className="flex items-center gap-2 max-sm:gap-1 sm:ms-auto">
        {roomy && <LayoutSwitch />}
        <Popover label={t("toolbar.look")} icon="sliders" bare align="end">
          {(close) => (
            <>
              {narrow && (
                <div className="mb-3 flex items-center">
                  {sort}
                  {csv}
                </div>
              )}
              <LayoutPanel
                onSelect={() => {
                  close();
                  onSelect();
                }}
              />
            </>
          )}
        </Popover>
        <Popover label={t("toolbar.savedViews")} icon="bookmark" bare align="end">
          {(close) => <SavedViewsPanel view={view} onClose={close} />}
        </Popover>
        {!narrow && csv}
        {children}
      </span>
    </div>
  );
}

function Shown({ shown, total }: { shown: number; total: number }) {
  const { t } = useDisplay();
  const view = useView();
  const all = shown === total;
  const words = t(all ? "toolbar.shown" : "toolbar.shownOf", { count: shown, total });
  // Read aloud when the filter changes, not when a poll changes the count.
  const filter = JSON.stringify(filterOf(view));
  const [spoken, setSpoken] = useState({ filter, words: "" });
  if (spoken.filter !== filter) setSpoken({ filter, words });
  return (
    <>
      <span className={`px-1 text-13 whitespace-nowrap text-ink-2 ${all ? "max-[90rem]:sr-only" : ""}`}>
        {words}
      </span>
      <span role="status" className="sr-only">
        {spoken.words}
      </span>
      {(isFiltered(view) || !all) && (
        <Button variant="quiet" onClick={resetFilters}>
          {t("toolbar.reset")}
        </Button>
      )}
    </>
  );
}

function SortField({ roomy }: { roomy: boolean }) {
  const { t } = useDisplay();
  const { sort, descending } = useView();
  const choices = sortKeys.map((value) => ({
    value,
    words: roomy ? t("toolbar.sortBy", { key: t(`sort.${value}`) }) : t(`sort.${value}`),
  }));
  return (
    <span className="flex min-w-0 items-center gap-1 max-sm:grow">
      <Choice
        label={t("toolbar.sort")}
        value={sort}
        choices={choices}
        onChoose={(key) => changeView({ sort: key, descending: false })}
        className="frame:max-w-40 max-sm:grow"
      />
      <IconButton
        icon={descending ? "down" : "up"}
        large
        label={t(descending ? "toolbar.descending" : "toolbar.ascending")}
        onClick={() => changeView({ descending: !descending })}
      />
    </span>
  );
}

/** Without a key press, before the URL follows; browsers limit how often it may change. */
const debounceMs = 150;

function SearchField({ placeholder }: { placeholder: string }) {
  const { t } = useDisplay();
  const { search: value } = useView();
  const [text, setText] = useState(value);
  const search = useDebouncedCallback((next: string) => changeView({ search: next }), debounceMs);
  // The view may change from outside: "show all", or back in history.
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const change = (next: string) => {
    setText(next);
    search(next);
  };
  return (
    <div className="relative min-w-0 grow basis-24 wide:max-w-72">
      <Icon
        name="search"
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
      <TextField
        type="search"
        value={text}
        onText={change}
        aria-label={t("toolbar.search")}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        className={`${fieldStyle} w-full appearance-none px-8 [&::-webkit-search-cancel-button]:hidden`}
      />
      {text !== "" && (
        <IconButton
          icon="close"
          label={t("toolbar.clearSearch")}
          onClick={() => change("")}
          className="absolute top-1/2 right-0.5 size-7 -translate-y-1/2"
        />
      )}
    </div>
  );
}

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
            choices={densities.map((value) => ({ value, words: t(`density.${value}`) }))}
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
      choices={layouts.map((value) => ({ value, words: t(`layout.${value}`), icon: value }))}
      value={useView().layout}
      onChoose={(layout) => changeView({ layout })}
    />
  );
}
