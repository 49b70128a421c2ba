const prefix = "cruiseboard.";

/** null: nothing stored, or storage is blocked, as in a third-party frame. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function store(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Blocked or full: the choice lasts as long as the page.
  }
}
