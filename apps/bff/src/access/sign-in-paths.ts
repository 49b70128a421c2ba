export const signInPath = "/auth/sign-in";
export const callbackPath = "/auth/callback";
export const signOutPath = "/auth/sign-out";

/** A path of ours, with its query; anything that would lead elsewhere is "/". */
export function safeReturnPath(path: string): string {
  const base = "http://board.invalid";
  if (path.length > 2000 || !URL.canParse(path, base)) return "/";
  const { origin, pathname, search } = new URL(path, base);
  // A path that begins with two slashes is another host's to browsers.
  return origin === base && path.startsWith("/") && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
