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
