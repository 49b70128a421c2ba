import { z } from "zod";

// Where browsers find the product: PUBLIC_URL is a URL, with a path or without, or a path alone.

/** Paths of the product itself: with one of them as base, a request could mean either. */
const ownPaths =
  /^\/(api(\/v\d+)?|auth|embed|assets|campaigns|wall|agents|archive|reports|metrics|healthz|readyz)$/;
const plainPath = /^(\/(?!\.\.?(\/|$))[\w.~-]+)*$/;

export const publicAddress = z.string().refine((text) => faultOf(text) === undefined, {
  error: ({ input }) => faultOf(String(input)),
});

function faultOf(text: string): string | undefined {
  const isPath = text.startsWith("/");
  if (!isPath && !(/^https?:\/\//.test(text) && URL.canParse(text)))
    return "must be an http or https URL, or the path of one, such as /apps/cruiseboard";
  if (!isPath && new URL(text).href !== new URL(new URL(text).pathname, text).href)
    return "must be a URL without a query, fragment or user";
  const path = basePathOf(text);
  if (!plainPath.test(path))
    return "must have a path of letters, digits, '.', '_', '~' and '-', such as /apps/cruiseboard";
  return ownPaths.test(path) ? `must not have the path ${path}: it is one of Cruiseboard's own` : undefined;
}

/** Without a slash at the end; empty: the root. */
export function basePathOf(address = "/"): string {
  const path = address.startsWith("/") ? address : new URL(address).pathname;
  return path.replace(/\/$/, "");
}

/** With a slash at the end, so that relative addresses stay below it; null: not known. */
export function fullUrl(address: string | undefined): URL | null {
  return address && !address.startsWith("/") ? new URL(`${basePathOf(address)}/`, address) : null;
}

/** The address that browsers know for one of our paths, which begins with a slash. */
export const publicUrlOf = (path: string, publicUrl: URL): URL => new URL(`.${path}`, publicUrl);

/** A request's URL as our routes know it, whether a proxy has passed the base path on or taken it off. */
export function withoutBasePath(url: string, basePath: string): string {
  if (basePath === "" || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === "" || rest.startsWith("?")) return `/${rest}`;
  return rest.startsWith("/") ? rest : url;
}
