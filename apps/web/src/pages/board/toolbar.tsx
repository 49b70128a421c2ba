import { type ReactNode, useState } from "react";
import { useDebouncedCallback } from "use-debounce";
import { Button, Choice, IconButton } from "../../components/ui/button.tsx";
import { CsvLink } from "../../components/ui/csv-link.tsx";
import { fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { Popover } from "../../components/ui/popover.tsx";
import type { Campaigns } from "../../domain/campaign-key.ts";
import { sortKeys } from "../../domain/columns.ts";
import { filterOf, isFiltered } from "../../domain/view-state.ts";
import { useDisplay, useMedia } from "../../i18n/display.tsx";
import { FilterPanel } from "./filter-panel.tsx";
import { GroupField, LayoutPanel, LayoutSwitch } from "./layout-panel.tsx";
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
  const chosen = view.agents.length + view.applications.length + view.kinds.length;
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
    <div className="relative min-w-0 grow basis-30 wide:max-w-72">
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
