import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { sortKeys, type ViewState } from "../../../lib/view-state.ts";

interface ToolbarProps {
  readonly view: ViewState;
  readonly onChange: (change: Partial<ViewState>) => void;
  readonly shown: number;
  readonly total: number;
  readonly onReset: () => void;
  /** What else can be done, at the end. */
  readonly children?: ReactNode;
}

/** Search, sort and how many that leaves. */
export function Toolbar({ view, onChange, shown, total, onReset, children }: ToolbarProps) {
  const { t, format } = useDisplay();
  return (
    <div role="group" aria-label={t("toolbar.label")} className="no-print flex flex-wrap items-center gap-2">
      <SearchField value={view.search} onSearch={(search) => onChange({ search })} />
      <SortField view={view} onChange={onChange} />
      <span
        role="status"
        className={`px-1 text-13 whitespace-nowrap text-ink-2 ${shown === total ? "max-md:sr-only" : ""}`}
      >
        {shown === total
          ? t("toolbar.shown", { count: total })
          : t("toolbar.shownOf", { count: format.number(shown), total: format.number(total) })}
      </span>
      {shown !== total && (
        <Button look="quiet" onClick={onReset}>
          {t("toolbar.reset")}
        </Button>
      )}
      <span className="ms-auto flex items-center gap-1">{children}</span>
    </div>
  );
}

/** Milliseconds without a key press before the URL follows; browsers limit how often it may change. */
const settling = 150;

function SearchField({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { t } = useDisplay();
  const [text, setText] = useState(value);
  const commit = useSettled(onSearch);
  // The view changed from outside: "show all", or back in history.
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const change = (next: string) => {
    setText(next);
    commit(next);
  };
  return (
    <div className="relative min-w-0 grow basis-48 max-sm:basis-full sm:max-w-80">
      <Icon
        name="search"
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
      <input
        type="search"
        value={text}
        onChange={(event) => change(event.target.value)}
        aria-label={t("toolbar.search")}
        placeholder={t("toolbar.search")}
        autoComplete="off"
        spellCheck={false}
        className="h-8 w-full appearance-none rounded-lg border border-line-strong bg-surface ps-8 pe-8 pointer-coarse:h-10 pointer-coarse:text-base [&::-webkit-search-cancel-button]:hidden"
      />
      {text !== "" && (
        <IconButton
          label={t("toolbar.clearSearch")}
          onClick={() => change("")}
          className="absolute top-1/2 right-0.5 size-7 -translate-y-1/2"
        >
          <Icon name="close" />
        </IconButton>
      )}
    </div>
  );
}

function useSettled(run: (text: string) => void): (text: string) => void {
  const latest = useRef(run);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    latest.current = run;
  }, [run]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (text) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(text), settling);
  };
}

function SortField({ view, onChange }: Pick<ToolbarProps, "view" | "onChange">) {
  const { t } = useDisplay();
  return (
    <span className="flex min-w-0 items-center gap-1">
      <select
        aria-label={t("toolbar.sort")}
        value={view.sort}
        onChange={(event) => {
          const sort = sortKeys.find((key) => key === event.target.value);
          if (sort) onChange({ sort, descending: false });
        }}
        className="h-8 min-w-0 truncate rounded-lg border border-line-strong bg-surface px-2 pointer-coarse:h-10"
      >
        {sortKeys.map((key) => (
          <option key={key} value={key}>
            {t("toolbar.sortBy", { key: t(`sort.${key}`) })}
          </option>
        ))}
      </select>
      <IconButton
        label={t(view.descending ? "toolbar.descending" : "toolbar.ascending")}
        onClick={() => onChange({ descending: !view.descending })}
      >
        <Icon name={view.descending ? "down" : "up"} className="size-4" />
      </IconButton>
    </span>
  );
}
