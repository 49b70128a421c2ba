import type { ReactNode } from "react";

interface CardProps {
  readonly title: string;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, busy = false, children }: CardProps) {
  return (
    <section
      aria-label={title}
      aria-busy={busy}
      className="min-w-0 rounded-xl border border-line bg-surface p-4"
    >
      <h2 className="mb-3 text-13 font-medium text-ink-2">{title}</h2>
      {children}
    </section>
  );
}
