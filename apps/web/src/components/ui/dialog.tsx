import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

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
      <h2 id={id} className="name line-clamp-3 text-base font-semibold">
        {title}
      </h2>
      {hint && <p className="mt-0.5 mb-4 text-13 text-ink-2">{hint}</p>}
      {children}
    </dialog>
  );
}
