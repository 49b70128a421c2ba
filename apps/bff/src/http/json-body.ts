import { once } from "node:events";
import { setImmediate as letOthersRun } from "node:timers/promises";
import express, { type RequestHandler } from "express";
import pLimit from "p-limit";
import { ApiError } from "./api-error.ts";

/** `values`: members and elements, which cost more memory than their bytes. */
const bodyLimits = {
  small: { bytes: 4096, values: 100 },
  medium: { bytes: 65_536, values: 3000 },
  /** 10,000 entries of three fields, with labels of 200 escaped characters. */
  watchList: { bytes: 13_000_000, values: 50_000 },
} as const;
export type BodyLimit = keyof typeof bodyLimits;

const mostDepth = 8;
/** Larger bodies are read one at a time, to bound memory. */
const largeFrom = bodyLimits.medium.bytes;
const mostWaiting = 20;

/** Middleware that reads a JSON body within a limit. Size, depth and values are checked before parsing. */
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

function parseInSteps(mostValues: number): RequestHandler {
  return async (request, _response, next) => {
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body)) return next();
    const count = createCounter(mostValues);
    for (let start = 0; start < body.length; start += bytesPerStep) {
      await letOthersRun();
      typed("entity.verify.failed", () => count(body.subarray(start, start + bytesPerStep)));
    }
    await letOthersRun();
    const text = body.toString("utf8");
    await letOthersRun();
    request.body = text === "" ? {} : typed("entity.parse.failed", () => parseJson(text));
    return next();
  };
}

const bytesPerStep = 250_000;

/** Errors get the `type` that express.json gives them. */
function typed<T>(type: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw Object.assign(error as Error, { type });
  }
}

/** Like express.json in its strict mode. */
function parseJson(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new SyntaxError("neither an object nor a list");
  return value;
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is("application/json"))
    throw new ApiError(415, "unsupported_media_type", "Send the body as application/json");
  if (/;\s*charset=(?!"?utf-8"?\s*(;|$))/i.test(request.headers["content-type"] ?? ""))
    throw new ApiError(415, "unsupported_media_type", "Send the body as UTF-8");
  next();
};

/** Counts values and depth part by part, and throws above the limits. Invalid JSON is left to JSON.parse. */
function createCounter(mostValues: number): (part: Buffer) => void {
  let values = 0;
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  return (part) => {
    // An iterator would take four times as long.
    for (let index = 0; index < part.length; index += 1) {
      const byte = part[index];
      if (isEscaped) isEscaped = false;
      else if (byte === backslash && isText) isEscaped = true;
      else if (byte === quote) isText = !isText;
      else if (!isText) {
        if (byte === openBrace || byte === openBracket) depth += 1;
        else if (byte === closeBrace || byte === closeBracket) depth -= 1;
        else if (byte === comma) values += 1;
        if (depth > mostDepth || values > mostValues) throw new Error("too wide or too deep");
      }
    }
  };
}

const [quote, backslash, comma, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\,{}[]');
