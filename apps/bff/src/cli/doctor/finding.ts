/** `says` and `remedy` never hold a secret. */
export interface Finding {
  /** note: nothing is wrong, or it could not be checked. */
  readonly mark: "good" | "bad" | "note";
  readonly subject: string;
  readonly says: string;
  readonly remedy: string | null;
}

export type Findings = AsyncGenerator<Finding, void, undefined>;

export function good(subject: string, says: string): Finding {
  return { mark: "good", subject, says, remedy: null };
}

export function bad(subject: string, says: string, remedy: string): Finding {
  return { mark: "bad", subject, says, remedy };
}

export function note(subject: string, says: string, remedy: string | null = null): Finding {
  return { mark: "note", subject, says, remedy };
}

const marks = { good: "✓", bad: "✗", note: "–" } as const;
const subjectWidth = 14;

export function findingInWords({ mark, subject, says, remedy }: Finding): string {
  const line = `${marks[mark]} ${subject.padEnd(subjectWidth)} ${printable(says)}`;
  return remedy === null ? line : `${line}\n${" ".repeat(subjectWidth + 3)}→ ${printable(remedy)}`;
}

/** Text of other servers must not control the terminal. */
const printable = (text: string) => text.replaceAll(/\p{Cc}+/gu, " ");
