import { once } from "node:events";
import { setImmediate as letOthersRun } from "node:timers/promises";
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
    if (bytes > largeFrom) {
      const reader = express.raw({ limit: bytes, type: "application/json" });
      return [requireJson, oneAtATime, reader, parseInSteps(values)];
    }
    const verify = (_request: unknown, _response: unknown, body: Buffer) => createCounter(values)(body);
    return [requireJson, express.json({ limit: bytes, verify })];
  };
}

/** A large body is counted, decoded and parsed in steps, between which other requests are answered. */
function parseInSteps(mostValues: number): RequestHandler {
  return async (request, _response, next) => {
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body)) return next();
    const count = createCounter(mostValues);
    for (let start = 0; start < body.length; start += countedAtOnce) {
      tooMuchIsRefused(() => count(body.subarray(start, start + countedAtOnce)));
      await letOthersRun();
    }
    const text = body.toString("utf8");
    await letOthersRun();
    request.body = text === "" ? {} : parseJson(text);
    return next();
  };
}

/** Bytes; some milliseconds. */
const countedAtOnce = 1_000_000;

function tooMuchIsRefused(count: () => void): void {
  try {
    count();
  } catch (error) {
    throw Object.assign(error as Error, { type: "entity.verify.failed", status: 413 });
  }
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // As express.json has it.
    if (typeof value !== "object" || value === null) throw new SyntaxError("neither an object nor a list");
    return value;
  } catch (error) {
    throw Object.assign(error as Error, { type: "entity.parse.failed", status: 400 });
  }
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is("application/json"))
    throw new ApiError(415, "unsupported_media_type", "Send the body as application/json");
  if (/;\s*charset=(?!"?utf-8"?\s*(;|$))/i.test(request.headers["content-type"] ?? ""))
    throw new ApiError(415, "unsupported_media_type", "Send the body as UTF-8");
  next();
};

/** Counts what JSON.parse would make objects of, part by part; JSON that is not valid is left to it. Throws on too much. */
function createCounter(mostValues: number): (part: Buffer) => void {
  let values = 0;
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  return (part) => {
    for (const byte of part) {
      if (isEscaped) isEscaped = false;
      else if (byte === backslash && isText) isEscaped = true;
      else if (byte === quote) isText = !isText;
      else if (!isText) {
        if (byte === openBrace || byte === openBracket) depth += 1;
        else if (byte === closeBrace || byte === closeBracket) depth -= 1;
        else if (byte === comma) values += 1;
        if (depth > deepest || values > mostValues) throw new Error("too wide or too deep");
      }
    }
  };
}

const [quote, backslash, comma, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\,{}[]');
