import { parseSetCookie } from "cookie";
import { ask, type Reply } from "./ask.ts";

/**
 * A person's browser: keeps cookies by server and follows redirects one at a time.
 * @param urls where a server listens, by the origin under which browsers know it.
 */
export function openBrowser(publicUrl: string, urls: Readonly<Record<string, string>>) {
  const jars = new Map<string, Map<string, string>>();
  async function go(address: string, question: { method?: string; headers?: Record<string, string> } = {}) {
    const { origin, pathname, search } = new URL(address, publicUrl);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = {
      host: new URL(origin).host,
      accept: "text/html",
      ...(cookie && { cookie }),
      ...question.headers,
    };
    const reply = await ask(urls[origin] ?? origin, `${pathname}${search}`, { ...question, headers });
    for (const text of reply.headers["set-cookie"] ?? []) {
      const { name, value, maxAge, expires } = parseSetCookie(text);
      if (maxAge === 0 || (expires && expires.getTime() < Date.now())) jar.delete(name);
      else jar.set(name, value ?? "");
    }
    return reply;
  }
  return {
    go,
    jar: (origin: string) => jars.get(origin) ?? new Map<string, string>(),
    /** Follows redirects, at most to the first page of `origin`'s that is no way to somewhere else. */
    async follow(address: string): Promise<{ address: string; reply: Reply }> {
      let at = new URL(address, publicUrl).href;
      for (let step = 0; step < 10; step += 1) {
        const reply = await go(at);
        const { location } = reply.headers;
        if (reply.status < 300 || reply.status >= 400 || !location) return { address: at, reply };
        at = new URL(location, at).href;
      }
      throw new Error("It goes round in circles");
    },
  };
}
