/** An instant, to the second, in the name of a file: sorts by time and is a name on every file system. */
export function stampOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}
