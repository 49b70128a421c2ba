import type { ReactNode } from "react";

/** What stands where a list or a page would be: says what is the matter and what to do next. */
export function BlankSlate({ title, hint, children }: { title: string; hint: string; children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      <h2 className="text-lg font-semibold text-balance">{title}</h2>
      <p className="text-pretty text-ink-2">{hint}</p>
      {children}
    </div>
  );
}
