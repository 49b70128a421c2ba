import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useDisplay } from "../../i18n/display.tsx";
import { IconButton } from "./button.tsx";

interface DialogProps {
  readonly title: string;
  readonly hint?: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Dialog({ title, hint, onClose, wide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { t } = useDisplay();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    // Closed before it is removed, so that it returns the focus.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className={`m-auto ${wide ? "w-[min(46rem,calc(100vw-1.5rem))]" : "w-[min(30rem,calc(100vw-1.5rem))]"} rounded-2xl border border-line bg-surface p-5 text-ink shadow-raised backdrop:bg-[rgb(10_14_22/50%)]`}
    >
      <div className="flex items-start justify-between gap-3">
        <h2 id={id} className="name line-clamp-3 text-base font-semibold">
          {title}
        </h2>
        {wide && (
          <IconButton
            icon="close"
            large
            label={t("dialog.close")}
            onClick={onClose}
            className="-me-2 -mt-1.5"
          />
        )}
      </div>
      {hint && <p className="mt-0.5 mb-4 text-13 text-ink-2">{hint}</p>}
      {children}
    </dialog>
  );
}
