const prefix = "cruiseboard.";
/** What storage did not take. */
const ofThisPage = new Map<string, string>();

/** null: nothing stored. Where storage is blocked, as in a third-party frame, what this page stored. */
export function readStored(name: string): string | null {
  try {
    return ofThisPage.get(name) ?? localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** False if storage is blocked or full: what is chosen lasts as long as the page. */
export function store(name: string, value: string): boolean {
  try {
    localStorage.setItem(prefix + name, value);
    ofThisPage.delete(name);
    return true;
  } catch {
    ofThisPage.set(name, value);
    return false;
  }
}

/** undefined: not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
