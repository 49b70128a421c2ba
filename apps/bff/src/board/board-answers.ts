import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";
import type { CampaignKey, Upstream } from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import pLimit from "p-limit";
import type { Scope } from "../access/scope.ts";
import type { Clock } from "../clock.ts";
import type { Board, BoardRow } from "./board.ts";

export type Answer =
  | { readonly body: Buffer; readonly encoding: ContentEncoding; readonly cursor: string }
  | "unchanged";

/** An answer has the server's time, so it is renewed after this. */
const reusableForMs = 1000;
/** After so many versions without a change in scope, an empty answer brings a new cursor before the old one is too old. */
const cursorRenewedAfter = 40;
const mostKept = { answers: 2000, bytes: 32 * 1024 * 1024 } as const;

/** Answers to polls, each built once for all viewers of a scope. `page`: the build of the page; null: none was built. */
export function createBoardAnswers(board: Board, clock: Clock, page: string | null = null) {
  const cache = new LRUCache<string, Answer, Wanted>({
    max: mostKept.answers,
    maxSize: mostKept.bytes,
    sizeCalculation: (answer) => (answer === "unchanged" ? 1 : answer.body.length + 1),
    ttl: reusableForMs,
    perf: { now: () => clock.monotonic() },
    fetchMethod: (_key, _stale, { context }) => build(context),
    // Whoever waits for an answer gets it, though there is a newer version by then.
    ignoreFetchAbort: true,
  });
  let cachedVersion = board.version;
  const cursorOf = ({ tag }: Scope) => (tag === "" ? board.cursor : `${board.cursor}.${tag}`);

  async function build({ scope, since, encoding }: Wanted): Promise<Answer> {
    const { version } = board;
    const changes = since === null ? null : board.changesSince(since, scope);
    const isNew = changes === null || changes.upstream || changes.rows.length + changes.removed.length > 0;
    if (since !== null && !isNew && version - since < cursorRenewedAfter) return "unchanged";
    const cursor = cursorOf(scope);
    const rows = changes?.rows ?? board.rows(scope);
    const parts: AnswerParts = {
      cursor,
      full: changes === null,
      rows: rows.map((row) => textOf(row, scope)),
      removed: changes?.removed ?? [],
      upstream: board.upstreamIn(scope),
      now: clock.now(),
      build: page,
    };
    return inTurn(async () => {
      const body = answerBody(parts);
      if (encoding === "identity" || body.length < worthCompressingBytes)
        return { body, encoding: "identity", cursor };
      return { body: await compress(body, encoding), encoding, cursor };
    });
  }

  return {
    cursorOf,
    /** null: the cursor is malformed, too old, or of another process or scope. */
    versionOf(scope: Scope, cursor: string): number | null {
      if (scope.tag === "") return board.versionOf(cursor);
      const tail = `.${scope.tag}`;
      return cursor.endsWith(tail) ? board.versionOf(cursor.slice(0, -tail.length)) : null;
    },
    /** What changed after version `since`; null: the whole board. */
    get(scope: Scope, since: number | null, encoding: ContentEncoding): Promise<Answer> {
      if (cachedVersion !== board.version) cache.clear();
      cachedVersion = board.version;
      return cache.forceFetch(`${since ?? "full"} ${encoding} ${scope.tag}`, {
        context: { scope, since, encoding },
      });
    },
  };
}

interface Wanted {
  readonly scope: Scope;
  readonly since: number | null;
  readonly encoding: ContentEncoding;
}

function textOf({ shown, json }: BoardRow, { mask }: Scope): string {
  const masked = mask.apply(shown);
  return masked === shown ? json : JSON.stringify(masked);
}

export const contentEncodings = ["zstd", "br", "gzip", "identity"] as const;
export type ContentEncoding = (typeof contentEncodings)[number];

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);
const zstdAsync = promisify(zstdCompress);

/** Compressing less costs more than it saves. */
const worthCompressingBytes = 1024;
/** Node compresses with four threads. An answer under way holds its body and up to 2 MB, and scopes may be hundreds. */
const inTurn = pLimit(4);

function compress(body: Buffer, encoding: Exclude<ContentEncoding, "identity">): Promise<Buffer> {
  if (encoding === "zstd") return zstdAsync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  if (encoding === "gzip") return gzipAsync(body, { level: 1 });
  return brotliAsync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

interface AnswerParts {
  readonly cursor: string;
  readonly full: boolean;
  readonly rows: readonly string[];
  readonly removed: readonly CampaignKey[];
  readonly upstream: Upstream;
  readonly now: number;
  readonly build: string | null;
}

/** Rows are written one by one into one block: joined, or as a buffer each, ten thousand would need several times the memory. */
export function answerBody({ cursor, full, rows, removed, upstream, now, build }: AnswerParts): Buffer {
  const head = `{"cursor":${JSON.stringify(cursor)},"full":${full},"campaigns":[`;
  const end = `"upstream":${JSON.stringify(upstream)},"serverTime":"${new Date(now).toISOString()}","build":${JSON.stringify(build)}}`;
  const tail = `],"removed":${JSON.stringify(removed)},${end}`;
  const texts = [head, ...rows, tail];
  const commas = Math.max(0, rows.length - 1);
  const body = Buffer.allocUnsafeSlow(texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), commas));
  let length = 0;
  for (const [index, text] of texts.entries()) {
    if (index > 1 && index <= rows.length) length += body.write(",", length);
    length += body.write(text, length);
  }
  return body;
}
