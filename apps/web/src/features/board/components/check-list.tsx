import { type ReactNode, useId } from "react";
import { CheckBox } from "../../../components/ui/fields.tsx";
import { useDisplay } from "../../../lib/display.tsx";

interface CheckItem<T extends string> {
  readonly value: T;
  readonly words: string;
  /** How many campaigns it holds. */
  readonly count: number;
}

interface CheckListProps<T extends string> {
  readonly title: string;
  readonly items: readonly CheckItem<T>[];
  readonly chosen: readonly T[];
  readonly onChoose: (chosen: readonly T[]) => void;
  /** Stands above the items: a search. */
  readonly children?: ReactNode;
}

/** Any of many; a long list scrolls. */
export function CheckList<T extends string>({ title, items, chosen, onChoose, children }: CheckListProps<T>) {
  const { t } = useDisplay();
  const id = useId();
  const toggle = (value: T) =>
    onChoose(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  return (
    <div role="group" aria-labelledby={id}>
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <span id={id} className="text-xs font-semibold text-ink-2">
          {title}
        </span>
        {chosen.length > 0 && (
          <button type="button" onClick={() => onChoose([])} className="text-xs text-accent hover:underline">
            {t("filter.clear")}
          </button>
        )}
      </div>
      {children}
      <ul className="-mx-1 max-h-56 overflow-auto">
        {items.map(({ value, words, count }) => (
          <li key={value}>
            <label className="flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-1 hover:bg-sunken pointer-coarse:min-h-10">
              <CheckBox checked={chosen.includes(value)} onChange={() => toggle(value)} />
              <bdi className="min-w-0 flex-1 truncate" title={words}>
                {words}
              </bdi>
              <span className="text-xs text-ink-3">{count}</span>
            </label>
          </li>
        ))}
        {items.length === 0 && <li className="px-1 text-13 text-ink-3">{t("filter.none")}</li>}
      </ul>
    </div>
  );
}
