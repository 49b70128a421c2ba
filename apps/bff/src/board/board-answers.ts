import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";
import type { CampaignKey, Upstream } from "@cruiseboard/contract";
import { LRUCache } from "lru-cache";
import pLimit from "p-limit";
import type { Mask } from "../access/mask.ts";
import type { Scope } from "../access/scope.ts";
import type { Clock } from "../clock.ts";
import type { Board, BoardRow } from "./board.ts";

interface EncodedAnswer extends EncodedBody {
  /** Of the version that it tells. */
  readonly cursor: string;
}

/** Answers to polls, each built once and shared by everybody who has the same scope and needs the same. */
export interface BoardAnswers {
  /** Names the board's present version as this scope sees it. */
  cursorOf(scope: Scope): string;
  /** The version that a cursor stands for; null: it is malformed, too old, of another process, or of another scope. */
  versionOf(scope: Scope, cursor: string): number | null;
  /** What changed after version `since`, or the whole board (null, or too long ago). "unchanged": nothing did. */
  get(scope: Scope, since: number | null, encoding: ContentEncoding): Answer | Promise<Answer>;
}

export type Answer = EncodedAnswer | "unchanged";

/** An answer carries the server's time, so that even an unchanged board's is made anew after this, ms. */
const reusableForMs = 1000;
/**
 * Nothing in scope has changed for so many versions, ten seconds at the least: then an empty answer brings a new
 * cursor, before the old one is forgotten and costs a whole board.
 */
const cursorRenewedAfter = 40;
/** Of one version: every mixture of scope, cursor and encoding that is asked for counts; and all their bytes. */
const mostKept = { answers: 2000, bytes: 32 * 1024 * 1024 } as const;

/** @param page names the page that is served beside them; null: none was built. */
export function createBoardAnswers(board: Board, clock: Clock, page: string | null = null): BoardAnswers {
  const cache = new LRUCache<string, CachedAnswer>({
    max: mostKept.answers,
    maxSize: mostKept.bytes,
    sizeCalculation: bytesOf,
  });
  const jsonOf = createRowTexts();
  let cachedVersion = board.version;
  const cursorOf = ({ tag }: Scope) => (tag === "" ? board.cursor : `${board.cursor}.${tag}`);

  async function build(scope: Scope, since: number | null, encoding: ContentEncoding): Promise<Answer> {
    const { version } = board;
    const changes = since === null ? null : board.changesSince(since, scope);
    const isNew = changes === null || changes.upstream || changes.rows.length + changes.removed.length > 0;
    if (since !== null && !isNew && version - since < cursorRenewedAfter) return "unchanged";
    const cursor = cursorOf(scope);
    const rows = changes?.rows ?? board.rows(scope);
    const parts: AnswerParts = {
      cursor,
      full: changes === null,
      rows: rows.map((row) => jsonOf(row, scope)),
      removed: changes?.removed ?? [],
      upstream: board.upstreamIn(scope),
      now: clock.now(),
      build: page,
    };
    return { ...(await encodeAnswer(() => answerBody(parts), encoding)), cursor };
  }

  /** Keeps the answer itself once it is there, unless it is another version's by then. */
  async function settle(entry: CachedAnswer, key: string): Promise<Answer> {
    const isKept = () => cache.peek(key) === entry;
    try {
      const answer = await entry.answer;
      if (isKept()) cache.set(key, { ...entry, answer });
      return answer;
    } catch (error) {
      if (isKept()) cache.delete(key);
      throw error;
    }
  }

  return {
    cursorOf,
    versionOf(scope, cursor) {
      if (scope.tag === "") return board.versionOf(cursor);
      const tail = `.${scope.tag}`;
      return cursor.endsWith(tail) ? board.versionOf(cursor.slice(0, -tail.length)) : null;
    },
    get(scope, since, encoding) {
      if (cachedVersion !== board.version) {
        cache.clear();
        cachedVersion = board.version;
      }
      const key = `${since ?? "full"} ${encoding} ${scope.tag}`;
      const now = clock.monotonic();
      const cached = cache.get(key);
      if (cached && now - cached.builtAt < reusableForMs) return cached.answer;
      const answer = build(scope, since, encoding);
      const entry = { builtAt: now, answer };
      cache.set(key, entry);
      return settle(entry, key);
    },
  };
}

interface CachedAnswer {
  readonly builtAt: number;
  /** While it is being made, everybody who needs it waits for the same promise; then a poll has nothing to wait for. */
  readonly answer: Answer | Promise<Answer>;
}

/** At least 1; while it is being made, nobody knows how many there will be. */
function bytesOf({ answer }: CachedAnswer): number {
  return answer instanceof Promise || answer === "unchanged" ? 1 : answer.body.length + 1;
}

/** Rows as JSON; masked ones are made once a change, too, for as long as somebody asks for them. */
function createRowTexts(): (row: BoardRow, scope: Scope) => string {
  const textsOf = new WeakMap<Mask, WeakMap<BoardRow["shown"], string>>();
  return ({ shown, json }, { mask }) => {
    const texts = textsOf.get(mask) ?? new WeakMap<BoardRow["shown"], string>();
    textsOf.set(mask, texts);
    const known = texts.get(shown);
    if (known !== undefined) return known;
    const masked = mask.apply(shown);
    const text = masked === shown ? json : JSON.stringify(masked);
    texts.set(shown, text);
    return text;
  };
}

export const contentEncodings = ["zstd", "br", "gzip", "identity"] as const;
export type ContentEncoding = (typeof contentEncodings)[number];

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);
const zstdAsync = promisify(zstdCompress);

/** Below this, in bytes, compressing costs more than it saves. */
const worthCompressing = 1024;
/**
 * As many threads as Node compresses with. An answer on its way holds its body and up to two megabytes of the
 * compressor's, and hundreds of scopes may ask within a version: those that would wait for a thread wait without.
 */
const inTurn = pLimit(4);

/**
 * Full boards are sent rarely and kept: brotli 4. Deltas are many and short-lived: the fastest levels. `bodyOf` makes
 * the body when its turn has come.
 */
function encodeAnswer(bodyOf: () => Buffer, encoding: ContentEncoding): Promise<EncodedBody> {
  return inTurn(async () => {
    const body = bodyOf();
    if (encoding === "identity" || body.length < worthCompressing) return { body, encoding: "identity" };
    return { body: await compress(body, encoding), encoding };
  });
}

interface EncodedBody {
  readonly body: Buffer;
  readonly encoding: ContentEncoding;
}

function compress(body: Buffer, encoding: Exclude<ContentEncoding, "identity">): Promise<Buffer> {
  if (encoding === "zstd") return zstdAsync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  if (encoding === "gzip") return gzipAsync(body, { level: 1 });
  return brotliAsync(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

/** What a BoardAnswer is put together from. */
interface AnswerParts {
  readonly cursor: string;
  readonly full: boolean;
  /** JSON texts. */
  readonly rows: readonly string[];
  readonly removed: readonly CampaignKey[];
  readonly upstream: Upstream;
  /** Epoch ms. */
  readonly now: number;
  readonly build: string | null;
}

/**
 * A BoardAnswer as JSON in UTF-8. Rows are written one by one to where they belong: a text of ten thousand of them
 * would take five times the room on its way, and four times as long.
 */
export function answerBody({ cursor, full, rows, removed, upstream, now, build }: AnswerParts): Buffer {
  const head = `{"cursor":${JSON.stringify(cursor)},"full":${full},"campaigns":[`;
  const end = `"upstream":${JSON.stringify(upstream)},"serverTime":"${new Date(now).toISOString()}","build":${JSON.stringify(build)}}`;
  const tail = `],"removed":${JSON.stringify(removed)},${end}`;
  const commas = Math.max(0, rows.length - 1);
  const length = [head, tail, ...rows].reduce((sum, text) => sum + Buffer.byteLength(text), commas);
  const body = Buffer.allocUnsafeSlow(length);
  let at = body.write(head);
  for (const [index, row] of rows.entries()) {
    if (index > 0) at += body.write(",", at);
    at += body.write(row, at);
  }
  body.write(tail, at);
  return body;
}
