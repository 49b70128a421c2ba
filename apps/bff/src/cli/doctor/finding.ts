/** What one check found. Neither `says` nor `remedy` ever holds a secret. */
export interface Finding {
  /** note: nothing is wrong, or it could not be looked at. */
  readonly mark: "good" | "bad" | "note";
  /** In a word or two. */
  readonly subject: string;
  readonly says: string;
  /** What to do; null: nothing. */
  readonly remedy: string | null;
}

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

/** As an operator reads it: what was found on one line, what to do on the next. */
export function findingInWords({ mark, subject, says, remedy }: Finding): string {
  const line = `${marks[mark]} ${subject.padEnd(subjectWidth)} ${plain(says)}`;
  return remedy === null ? line : `${line}\n${" ".repeat(subjectWidth + 3)}→ ${plain(remedy)}`;
}

/** Some of it is the words of other servers, which might steer the terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}
