import { type ReactNode, useEffect, useId, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly hint?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({ title, hint, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto w-[min(30rem,calc(100vw-1.5rem))] rounded-2xl border border-line bg-surface p-5 text-ink shadow-raised"
    >
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      {hint && <p className="mt-0.5 mb-4 text-13 text-ink-2">{hint}</p>}
      {children}
    </dialog>
  );
}
