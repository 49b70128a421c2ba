import type { IncomingMessage, ServerResponse } from "node:http";
import Negotiator from "negotiator";
import { AccessRefusal, type Admission, type Gate } from "../access/admission.ts";
import type { SecurityHeaders } from "../access/security-headers.ts";
import type { Board } from "../board/board.ts";
import {
  type Answer,
  type BoardAnswers,
  type ContentEncoding,
  contentEncodings,
} from "../board/board-answers.ts";
import type { Clock } from "../clock.ts";

export type BoardRoute = (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined;

interface BoardRouteOptions {
  readonly gate: Gate;
  readonly clock: Pick<Clock, "now">;
  readonly board: Board;
  readonly answers: BoardAnswers;
  readonly securityHeaders: SecurityHeaders;
}

/**
 * `GET /api/v1/campaigns[?since=CURSOR]`, the route that every open page asks every few seconds. It is served ahead
 * of all middleware and writes its few headers itself, since each layer would cost a tenth of its throughput or more.
 * Whoever is known already and needs what others needed is answered without waiting for anything.
 */
export function createBoardRoute(options: BoardRouteOptions): BoardRoute {
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
      if (clock.now() >= admission.until)
        throw new AccessRefusal("expired", "The token has expired meanwhile");
      return send(ready);
    });
  }

  return (request, response) => {
    const admission = gate.admit(request);
    if (admission instanceof Promise) return admission.then((ready) => poll(request, response, ready));
    return poll(request, response, admission);
  };
}

/** Names and values in turn. */
function headersOf(answer: Answer, present: string, { setCookie }: Admission): string[] {
  const cursor = answer === "unchanged" ? present : answer.cursor;
  const headers = ["etag", `W/"${cursor}"`, "cache-control", "no-store", "vary", "accept-encoding"];
  if (setCookie !== null) headers.push("set-cookie", setCookie);
  if (answer === "unchanged") return headers;
  headers.push("content-type", "application/json; charset=utf-8", "content-length", `${answer.body.length}`);
  if (answer.encoding !== "identity") headers.push("content-encoding", answer.encoding);
  return headers;
}

/** Longer than any cursor of ours. */
const longestCursor = 200;

/** The version that the query's cursor stands for; null: none was sent, or none that we know, so the whole board. */
function sinceOf(url: string, versionOf: (cursor: string) => number | null): number | null {
  const start = url.indexOf("?");
  if (start === -1 || url.length > start + longestCursor) return null;
  // The page sends nothing else; a cursor of ours needs no decoding.
  const cursor = url.startsWith("?since=", start) && !url.includes("&", start) ? url.slice(start + 7) : null;
  const since = cursor ?? new URLSearchParams(url.slice(start)).get("since");
  return since ? versionOf(since) : null;
}

/** Browsers send the same few Accept-Encoding headers over and over, so what was worked out is remembered. */
function createEncodingChoice(): (header: string | string[] | undefined) => ContentEncoding {
  const chosen = new Map<string, ContentEncoding>();
  const mostRemembered = 100;
  return (header) => {
    const text = String(header ?? "");
    const known = chosen.get(text);
    if (known) return known;
    const best = chooseEncoding(text);
    if (chosen.size < mostRemembered) chosen.set(text, best);
    return best;
  };
}

/** The first of ours that the caller accepts at all. */
function chooseEncoding(header: string): ContentEncoding {
  const accepted = new Negotiator({ headers: { "accept-encoding": header } }).encodings([
    ...contentEncodings,
  ]);
  return contentEncodings.find((encoding) => accepted.includes(encoding)) ?? "identity";
}
