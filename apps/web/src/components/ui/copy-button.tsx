import { useState } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { Icon } from "./icon.tsx";

/** Copies a value; says so until the pointer or the focus leaves. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const { t } = useDisplay();
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const copy = () => {
    writeClipboard(value).then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  };
  return (
    <button
      type="button"
      onClick={copy}
      onBlur={() => setOutcome(null)}
      onPointerLeave={() => setOutcome(null)}
      aria-label={t("copy.copy", { what })}
      className="inline-flex h-6 items-center rounded-md px-1.5 text-xs text-ink-2 hover:bg-sunken hover:text-ink pointer-coarse:h-10"
    >
      <Icon name={outcome === "copied" ? "completed" : "copy"} />
      <span role="status" className="not-empty:ms-1">
        {outcome && t(`copy.${outcome}`)}
      </span>
    </button>
  );
}

/** Rejects where the clipboard is not allowed, as in a frame or over plain http. */
async function writeClipboard(value: string): Promise<void> {
  await navigator.clipboard.writeText(value);
}
