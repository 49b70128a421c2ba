import type { RequestHandler } from "express";
import Negotiator from "negotiator";
import type { Board } from "../board/board.ts";
import type { BoardAnswers } from "../board/board-answers.ts";
import { type ContentEncoding, contentEncodings } from "../board/encode-answer.ts";

/**
 * `GET /api/v1/campaigns[?since=CURSOR]`, the route that every open page asks every few seconds. It is mounted ahead
 * of all middleware and writes its few headers itself, since each layer would cost a tenth of its throughput or more.
 */
export function createBoardRoute(board: Board, answers: BoardAnswers): RequestHandler {
  const encodingOf = createEncodingChoice();
  return async (request, response) => {
    const etag = `W/"${board.cursor}"`;
    const since = sinceOf(request.url, board);
    if (since === board.version || request.headers["if-none-match"] === etag) {
      response.writeHead(304, { etag, "cache-control": cacheControl, vary: "accept-encoding" });
      response.end();
      return;
    }
    const { body, encoding } = await answers.get(since, encodingOf(request.headers["accept-encoding"]));
    const headers: Record<string, string | number> = {
      "content-type": "application/json; charset=utf-8",
      "content-length": body.length,
      etag,
      "cache-control": cacheControl,
      vary: "accept-encoding",
      "x-content-type-options": "nosniff",
    };
    if (encoding !== "identity") headers["content-encoding"] = encoding;
    response.writeHead(200, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  };
}

const cacheControl = "private, no-cache";
/** Longer than any cursor of ours. */
const longestCursor = 200;

/** The version that the query's cursor stands for; null: none was sent, or none that we know, so the whole board. */
function sinceOf(url: string, board: Board): number | null {
  const start = url.indexOf("?");
  if (start === -1 || url.length > start + longestCursor) return null;
  const cursor = new URLSearchParams(url.slice(start)).get("since");
  return cursor ? board.versionOf(cursor) : null;
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
