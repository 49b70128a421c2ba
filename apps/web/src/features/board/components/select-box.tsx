import { CheckBox } from "../../../components/ui/fields.tsx";
import { useDisplay } from "../../../lib/display.tsx";

interface SelectBoxProps {
  readonly what: string;
  readonly selected: boolean;
  /** @param extending the Shift key was held: everything from the last one on is meant. */
  readonly onSelect: (selected: boolean, extending: boolean) => void;
}

/** Selects a campaign. With a mouse it shows on the row that is pointed at, and on all once one is selected. */
export function SelectBox({ what, selected, onSelect }: SelectBoxProps) {
  const { t } = useDisplay();
  return (
    <CheckBox
      checked={selected}
      aria-label={t("select.one", { name: what })}
      onChange={({ target, nativeEvent }) =>
        onSelect(target.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
      }
      className="select-box shrink-0"
    />
  );
}
