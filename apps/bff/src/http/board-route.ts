import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import Negotiator from "negotiator";
import type { Gate } from "../access/access.ts";
import { AccessRefusal, type Admission } from "../access/admission.ts";
import type { SecurityHeaders } from "../access/security-headers.ts";
import { type Answer, type ContentEncoding, contentEncodings } from "../board/board-answers.ts";
import type { Services } from "../services.ts";

interface BoardRouteOptions extends Pick<Services, "clock" | "board" | "answers"> {
  readonly gate: Gate;
  readonly securityHeaders: SecurityHeaders;
}

/** Every page's poll, served ahead of Express (docs/decisions/0004). Synchronous for known viewers and cached answers. */
export function createBoardRoute(options: BoardRouteOptions) {
  const { gate, clock, board, answers, securityHeaders } = options;
  const encodingOf = createEncodingChoice();

  function poll(request: IncomingMessage, response: ServerResponse, admission: Admission) {
    const { scope } = admission;
    const present = answers.cursorOf(scope);
    const since = sinceOf(request.url ?? "", (text) => answers.versionOf(scope, text));
    const send = (answer: Answer): undefined => {
      const headers = headersOf(answer, present, admission);
      headers.push(...securityHeaders.of(request));
      const body = answer === "unchanged" || request.method === "HEAD" ? undefined : answer.body;
      response.writeHead(answer === "unchanged" ? 304 : 200, headers).end(body);
    };
    if (since === board.version || request.headers["if-none-match"] === `W/"${present}"`)
      return send("unchanged");
    const answer = answers.get(scope, since, encodingOf(request.headers["accept-encoding"]));
    if (!(answer instanceof Promise)) return send(answer);
    return answer.then((ready) => {
      if (clock.now() >= admission.until) throw new AccessRefusal("expired", "The token has expired");
      return send(ready);
    });
  }

  return (request: IncomingMessage, response: ServerResponse): Promise<void> | undefined => {
    const admission = gate.admit(request);
    if (admission instanceof Promise) return admission.then((ready) => poll(request, response, ready));
    return poll(request, response, admission);
  };
}

function headersOf(answer: Answer, present: string, { setCookie }: Admission): string[] {
  const cursor = answer === "unchanged" ? present : answer.cursor;
  const headers = ["etag", `W/"${cursor}"`, "cache-control", "no-store", "vary", "accept-encoding"];
  if (setCookie) headers.push("set-cookie", setCookie);
  if (answer === "unchanged") return headers;
  headers.push("content-type", "application/json; charset=utf-8", "content-length", `${answer.body.length}`);
  if (answer.encoding !== "identity") headers.push("content-encoding", answer.encoding);
  return headers;
}

const longestCursor = 200;

function sinceOf(url: string, versionOf: (cursor: string) => number | null): number | null {
  const start = url.indexOf("?");
  if (start === -1 || url.length > start + longestCursor) return null;
  // The page's own form needs no decoding.
  const cursor = url.startsWith("?since=", start) && !url.includes("&", start) ? url.slice(start + 7) : null;
  const since = cursor ?? new URLSearchParams(url.slice(start)).get("since");
  return since ? versionOf(since) : null;
}

/** Its types lack the options. */
type NegotiatorWithOptions = {
  encoding(offered: string[], options: { preferred: string[] }): string | undefined;
};

/** The encoding that the client prefers, of equal ones our first. Cached: browsers send the same few headers. */
function createEncodingChoice(): (header: string | string[] | undefined) => ContentEncoding {
  const offered = [...contentEncodings];
  const chosen = new LRUCache<string, ContentEncoding>({
    max: 100,
    memoMethod(text) {
      const negotiator: NegotiatorWithOptions = new Negotiator({ headers: { "accept-encoding": text } });
      const best = negotiator.encoding(offered, { preferred: offered });
      return offered.find((encoding) => encoding === best) ?? "identity";
    },
  });
  return (header) => chosen.memo(String(header ?? ""));
}
