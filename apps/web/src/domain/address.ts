import { navigate } from "wouter/use-browser-location";

/** The path under which browsers find the server, such as `/apps/cruiseboard`; empty: the root. Written by the server. */
export const basePath = (
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name="base"]')?.content ?? ""
).replace(/\/$/, "");

/** The address of a path of ours, for whatever does not go through the router. */
export const inBase = (path: string): string => basePath + path;

/** In place of the present history entry, so that Back leaves the page. */
export function replaceQuery(query: string, path = location.pathname): void {
  navigate(path + (query && `?${query}`), { replace: true });
}

/** The query with another value of a parameter; null: without it. */
export function withParameter(search: string, name: string, value: string | null): string {
  const query = new URLSearchParams(search);
  if (value === null) query.delete(name);
  else query.set(name, value);
  return query.toString();
}
