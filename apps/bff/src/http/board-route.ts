import type { IncomingMessage, ServerResponse } from "node:http";
import Negotiator from "negotiator";
import type { Board } from "../board/board.ts";
import type { BoardAnswers, EncodedAnswer } from "../board/board-answers.ts";
import { type ContentEncoding, contentEncodings } from "../board/encode-answer.ts";

export type BoardRoute = (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined;

/**
 * `GET /api/v1/campaigns[?since=CURSOR]`, the route that every open page asks every few seconds. It is served ahead
 * of all middleware and writes its few headers itself, since each layer would cost a tenth of its throughput or more.
 */
export function createBoardRoute(board: Board, answers: BoardAnswers): BoardRoute {
  const encodingOf = createEncodingChoice();
  return (request, response) => {
    const etag = `W/"${board.cursor}"`;
    const since = sinceOf(request.url ?? "", board);
    if (since === board.version || request.headers["if-none-match"] === etag) {
      response.writeHead(304, ["etag", etag, ...sharedHeaders]).end();
      return undefined;
    }
    const answer = answers.get(since, encodingOf(request.headers["accept-encoding"]));
    if (answer instanceof Promise) return answer.then((ready) => send(request, response, ready));
    send(request, response, answer);
    return undefined;
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: EncodedAnswer): void {
  const { body, encoding, cursor } = answer;
  const headers = [
    "etag",
    `W/"${cursor}"`,
    ...sharedHeaders,
    "content-type",
    "application/json; charset=utf-8",
    "content-length",
    `${body.length}`,
  ];
  if (encoding !== "identity") headers.push("content-encoding", encoding);
  response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : body);
}

const sharedHeaders = [
  "cache-control",
  "private, no-cache",
  "vary",
  "accept-encoding",
  "x-content-type-options",
  "nosniff",
];
/** Longer than any cursor of ours. */
const longestCursor = 200;

/** The version that the query's cursor stands for; null: none was sent, or none that we know, so the whole board. */
function sinceOf(url: string, board: Board): number | null {
  const start = url.indexOf("?");
  if (start === -1 || url.length > start + longestCursor) return null;
  // The page sends nothing else; a cursor of ours needs no decoding.
  const cursor = url.startsWith("?since=", start) && !url.includes("&", start) ? url.slice(start + 7) : null;
  const since = cursor ?? new URLSearchParams(url.slice(start)).get("since");
  return since ? board.versionOf(since) : null;
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
