import type { ReactNode } from "react";
import { CopyButton } from "../../../components/ui/copy-button.tsx";
import { Known } from "../../../components/ui/known.tsx";

interface FactProps {
  readonly words: string;
  /** A button at the line's end. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** What is known, its words in one column and its value in another. */
export function Fact({ words, action, children }: FactProps) {
  return (
    <div className="grid grid-cols-[6.75rem_minmax(0,1fr)] gap-x-2 py-1.5">
      <dt className="text-ink-2">{words}</dt>
      <dd className="flex items-start justify-between gap-2">
        <span className="name min-w-0">{children}</span>
        {action && <span className="-my-0.5 -me-1.5 shrink-0 pointer-coarse:-my-2.5">{action}</span>}
      </dd>
    </div>
  );
}

interface CopyableFactProps {
  readonly words: string;
  readonly value: string | null;
  readonly className?: string;
  /** Stands below the value. */
  readonly children?: ReactNode;
}

export function CopyableFact({ words, value, className = "", children }: CopyableFactProps) {
  if (value === null)
    return (
      <Fact words={words}>
        <Known value={null} />
      </Fact>
    );
  return (
    <Fact words={words} action={<CopyButton value={value} what={words} />}>
      <bdi className={className}>{value}</bdi>
      {children}
    </Fact>
  );
}
