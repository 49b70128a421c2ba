import type { Finding } from "./finding.ts";

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
