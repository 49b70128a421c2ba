export const signInPath = "/auth/sign-in";
export const callbackPath = "/auth/callback";
export const signOutPath = "/auth/sign-out";

/** The path with its query; "/" for anything that leads to another origin. */
export function safeReturnPath(path: string): string {
  const base = "http://board.invalid";
  if (path.length > 2000 || !URL.canParse(path, base)) return "/";
  const { origin, pathname, search } = new URL(path, base);
  // Browsers take two leading slashes for another host.
  return origin === base && path.startsWith("/") && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
