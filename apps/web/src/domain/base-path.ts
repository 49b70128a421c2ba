/** The path under which browsers find the server, such as `/apps/cruiseboard`; empty: the root. Written by the server. */
export const basePath = (
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name="base"]')?.content ?? ""
).replace(/\/$/, "");

/** The address of a path of ours, for whatever does not go through the router. */
export function inBase(path: string): string {
  return basePath + path;
}
