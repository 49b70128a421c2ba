import { type ReactNode, type RefObject, useEffect } from "react";
import { LazyPart } from "./lazy-part.tsx";

interface PopoverPanelProps {
  readonly id: string;
  readonly label: string;
  /** The edge of the button that it keeps to. */
  readonly align: "start" | "end";
  /** Holds the button and this; a press or the focus elsewhere closes. */
  readonly root: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What a popover opens: below its button, on a phone a sheet at the lower edge. */
export function PopoverPanel({ id, label, align, root, onClose, children }: PopoverPanelProps) {
  useEffect(() => {
    const closeOutside = ({ target }: Event) => {
      if (target instanceof Node && !root.current?.contains(target)) onClose();
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
    };
  }, [root, onClose]);
  return (
    <section
      id={id}
      aria-label={label}
      className={`popover absolute top-full z-40 mt-1 max-h-[min(36rem,70vh)] w-80 overflow-auto rounded-xl border border-line bg-surface p-3 shadow-raised max-sm:fixed max-sm:inset-x-3 max-sm:top-auto max-sm:bottom-3 max-sm:w-auto ${align === "start" ? "left-0" : "right-0"}`}
    >
      <LazyPart waiting={<div className="skeleton h-24" />}>{children}</LazyPart>
    </section>
  );
}
