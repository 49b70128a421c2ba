import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import Negotiator from "negotiator";
import type { Gate } from "../access/access.ts";
import { AccessRefusal } from "../access/admission.ts";
import type { SecurityHeaders } from "../access/security-headers.ts";
import { type ContentEncoding, contentEncodings } from "../board/board-answers.ts";
import type { Services } from "../services.ts";

interface BoardRouteOptions extends Pick<Services, "clock" | "board" | "answers"> {
  readonly gate: Gate;
  readonly securityHeaders: Pick<SecurityHeaders, "of">;
}

/** Every page's poll, served ahead of Express (docs/decisions/0004). */
export function createBoardRoute({ gate, clock, board, answers, securityHeaders }: BoardRouteOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { scope, until, setCookie } = await gate.admit(request);
    const present = answers.cursorOf(scope);
    const since = sinceOf(request.url ?? "", (cursor) => answers.versionOf(scope, cursor));
    const isUnchanged = since === board.version || namesCursor(request.headers["if-none-match"], present);
    const answer = isUnchanged
      ? "unchanged"
      : await answers.get(scope, since, encodings.memo(request.headers["accept-encoding"] ?? ""));
    if (clock.now() >= until) throw new AccessRefusal("expired", "The token has expired");
    const headers = {
      ...securityHeaders.of(request),
      etag: `W/"${answer === "unchanged" ? present : answer.cursor}"`,
      "cache-control": "no-store",
      vary: "accept-encoding",
      ...(setCookie && { "set-cookie": setCookie }),
    };
    if (answer === "unchanged") {
      response.writeHead(304, headers).end();
      return;
    }
    const { body, encoding } = answer;
    response.writeHead(200, {
      ...headers,
      "content-type": "application/json; charset=utf-8",
      "content-length": body.length,
      ...(encoding !== "identity" && { "content-encoding": encoding }),
    });
    response.end(request.method === "HEAD" ? undefined : body);
  };
}

/** RFC 9110, 13.1.2: a list, compared weakly. Cursors hold no comma, so tags that do cannot be mistaken for one. */
function namesCursor(condition: string | undefined, cursor: string): boolean {
  if (condition === undefined) return false;
  if (condition === `W/"${cursor}"` || condition === "*") return true;
  return condition.split(",").some((tag) => tag.trim().replace(/^W\//, "") === `"${cursor}"`);
}

const longestCursor = 200;

function sinceOf(url: string, versionOf: (cursor: string) => number | null): number | null {
  const start = url.indexOf("?");
  if (start === -1 || url.length > start + longestCursor) return null;
  const since = new URLSearchParams(url.slice(start)).get("since");
  return since ? versionOf(since) : null;
}

/** Its types lack the options. */
type NegotiatorWithOptions = {
  encoding(offered: string[], options: { preferred: string[] }): string | undefined;
};

/** By `accept-encoding`, of which browsers send the same few: what the client prefers, of equal ones our first. */
const encodings = new LRUCache<string, ContentEncoding>({
  max: 100,
  memoMethod(accepted) {
    const offered = [...contentEncodings];
    const negotiator: NegotiatorWithOptions = new Negotiator({ headers: { "accept-encoding": accepted } });
    const best = negotiator.encoding(offered, { preferred: offered });
    return offered.find((encoding) => encoding === best) ?? "identity";
  },
});
