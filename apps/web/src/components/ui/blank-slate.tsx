import type { ReactNode } from "react";

interface BlankSlateProps {
  readonly title: string;
  readonly hint: string;
  /** It is all there is on the page, not a part of it. */
  readonly wholePage?: boolean;
  readonly children?: ReactNode;
}

/** What stands where a list or a page would be: says what is the matter and what to do next. */
export function BlankSlate({ title, hint, wholePage = false, children }: BlankSlateProps) {
  const Heading = wholePage ? "h1" : "h2";
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      <Heading className="text-lg font-semibold text-balance">{title}</Heading>
      <p className="text-pretty text-ink-2">{hint}</p>
      {children}
    </div>
  );
}
