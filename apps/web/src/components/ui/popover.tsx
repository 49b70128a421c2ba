import { type ReactNode, useId, useRef, useState } from "react";
import { useListener } from "../../domain/activity.ts";
import { Icon, type IconName } from "./icon.tsx";
import { FaultBoundary } from "./lazy-part.tsx";

interface PopoverProps {
  readonly label: string;
  readonly icon: IconName;
  /** Shows the icon alone; the label is read aloud. */
  readonly bare?: boolean;
  /** Without a frame of its own, as in the header. */
  readonly quiet?: boolean;
  readonly mark?: ReactNode;
  /** In place of icon and label; it names the button. */
  readonly face?: ReactNode;
  /** The edge of the button that the panel keeps to. */
  readonly align?: "start" | "end";
  readonly children: (close: () => void) => ReactNode;
}

const styles = {
  open: "border-accent bg-accent-soft",
  plain: "border-line-strong bg-surface hover:bg-sunken",
  quiet: "border-transparent text-ink-2 hover:bg-sunken hover:text-ink",
} as const;

/** A button with a panel below it; on a phone the panel is a sheet. Escape and a press elsewhere close it. */
export function Popover(props: PopoverProps) {
  const { label, icon, bare = false, quiet = false, mark, face, align = "start", children } = props;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    document.getElementById(`${id}-button`)?.focus();
  };
  const closeOutside = ({ target }: Event) => {
    if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
  };
  useListener("pointerdown focusin", closeOutside, open);
  return (
    <div
      ref={root}
      className="relative min-w-0"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        id={`${id}-button`}
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={face === undefined ? label : undefined}
        title={bare ? label : undefined}
        onClick={() => setOpen(!open)}
        className={`relative inline-flex h-8 max-w-full items-center justify-center gap-1.5 rounded-lg border whitespace-nowrap transition-colors pointer-coarse:h-10 ${styles[open ? "open" : quiet ? "quiet" : "plain"]} ${bare ? "min-w-8 px-1.5 pointer-coarse:min-w-10" : "px-3"}`}
      >
        {face ?? (
          <>
            <Icon name={icon} className="size-4" />
            {!bare && label}
            {mark}
          </>
        )}
      </button>
      {open && (
        <section
          id={id}
          aria-label={label}
          className={`absolute top-full z-40 mt-1 max-h-[min(36rem,70vh)] w-80 overflow-auto rounded-xl border border-line bg-surface p-3 shadow-raised print:hidden max-sm:fixed max-sm:inset-x-3 max-sm:top-auto max-sm:bottom-3 max-sm:w-auto ${align === "start" ? "left-0" : "right-0"}`}
        >
          <FaultBoundary>{children(close)}</FaultBoundary>
        </section>
      )}
    </div>
  );
}
