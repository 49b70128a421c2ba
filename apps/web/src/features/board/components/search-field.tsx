import { useEffect, useRef, useState } from "react";
import { IconButton } from "../../../components/ui/button.tsx";
import { TextField } from "../../../components/ui/fields.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";

/** Milliseconds without a key press before the URL follows; browsers limit how often it may change. */
const settling = 150;

interface SearchFieldProps {
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

export function SearchField({ value, onSearch }: SearchFieldProps) {
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
    <div className="relative min-w-0 grow basis-40 sm:max-w-72">
      <Icon
        name="search"
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
      <TextField
        type="search"
        value={text}
        onText={change}
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
