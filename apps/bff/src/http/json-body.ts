import { once } from "node:events";
import express, { type RequestHandler } from "express";
import pLimit from "p-limit";
import { ApiError } from "./api-error.ts";

/** What the body of a route may cost. `values`: members and elements, which cost more than their bytes. */
const bodyLimits = {
  small: { bytes: 4096, values: 100 },
  medium: { bytes: 65_536, values: 3000 },
  /** 10,000 entries with three fields each; labels of 200 characters, all of them escaped. */
  watchList: { bytes: 13_000_000, values: 50_000 },
} as const;
export type BodyLimit = keyof typeof bodyLimits;

const deepest = 8;
/** Larger bodies are read one at a time, so that their number does not multiply their memory. */
const largeFrom = bodyLimits.medium.bytes;
const mostWaiting = 20;

/** Reads the JSON body of a route within its limit. What is wide, deep or large is refused before it is parsed. */
export function createJsonBody(): (limit: BodyLimit) => RequestHandler[] {
  const turns = pLimit(1);

  const oneAtATime: RequestHandler = (request, response, next) => {
    const { "content-length": length, "content-encoding": encoding } = request.headers;
    if (length !== undefined && Number(length) <= largeFrom && encoding === undefined) return next();
    if (turns.pendingCount >= mostWaiting)
      throw new ApiError(429, "rate_limited", "Other large requests are waiting; try again shortly", {
        headers: { "retry-after": "5" },
      });
    return void turns(async () => {
      if (response.destroyed) return;
      next();
      await once(response, "close");
    });
  };

  return (limit) => {
    const { bytes, values } = bodyLimits[limit];
    const parser = express.json({
      limit: bytes,
      verify: (_request, _response, body) => refuseUnlessWithin(body, values),
    });
    return bytes > largeFrom ? [requireJson, oneAtATime, parser] : [requireJson, parser];
  };
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is("application/json"))
    throw new ApiError(415, "unsupported_media_type", "Send the body as application/json");
  if (/;\s*charset=(?!"?utf-8"?\s*(;|$))/i.test(request.headers["content-type"] ?? ""))
    throw new ApiError(415, "unsupported_media_type", "Send the body as UTF-8");
  next();
};

/** Counts what JSON.parse would make objects of; JSON that is not valid is left to it. Throws what becomes a 413. */
function refuseUnlessWithin(body: Buffer, mostValues: number): void {
  let values = 0;
  let depth = 0;
  let isText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (byte === backslash && isText) index += 1;
    else if (byte === quote) isText = !isText;
    else if (!isText) {
      if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) depth -= 1;
      else if (byte === comma) values += 1;
      if (depth > deepest || values > mostValues) throw new Error("too wide or too deep");
    }
  }
}

const [quote, backslash, comma, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\,{}[]');
