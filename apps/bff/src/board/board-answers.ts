import type { CampaignKey } from "@cruiseboard/contract";
import type { Clock } from "../clock.ts";
import type { Board, BoardRow } from "./board.ts";
import { type ContentEncoding, type EncodedBody, encodeAnswer } from "./encode-answer.ts";

export interface EncodedAnswer extends EncodedBody {
  /** Of the version that it tells. */
  readonly cursor: string;
}

/** Answers to polls, each built once and shared by everybody who needs the same. */
export interface BoardAnswers {
  /** What changed after version `since`, or the whole board (null, or too long ago). */
  get(since: number | null, encoding: ContentEncoding): EncodedAnswer | Promise<EncodedAnswer>;
}

/** An answer carries the server's time, so that even an unchanged board's is made anew after this, ms. */
const reusableForMs = 1000;

export function createBoardAnswers(board: Board, clock: Clock): BoardAnswers {
  const cache = new Map<string, CachedAnswer>();
  let cachedVersion = board.version;

  async function build(since: number | null, encoding: ContentEncoding): Promise<EncodedAnswer> {
    const { cursor } = board;
    const changes = since === null ? null : board.changesSince(since);
    const text = changes
      ? answerText(board, false, changes.rows, changes.removed, clock.now())
      : answerText(board, true, board.rows(), [], clock.now());
    return { ...(await encodeAnswer(text, encoding)), cursor };
  }

  return {
    get(since, encoding) {
      if (cachedVersion !== board.version) {
        cache.clear();
        cachedVersion = board.version;
      }
      const key = `${since ?? "full"} ${encoding}`;
      const now = clock.monotonic();
      const cached = cache.get(key);
      if (cached && now - cached.builtAt < reusableForMs) return cached.answer;
      const entry: CachedAnswer = { builtAt: now, answer: build(since, encoding) };
      cache.set(key, entry);
      return settle(entry, () => cache.delete(key));
    },
  };
}

interface CachedAnswer {
  readonly builtAt: number;
  /** While it is being made, everybody who needs it waits for the same promise. */
  answer: EncodedAnswer | Promise<EncodedAnswer>;
}

/** Keeps the answer itself once it is there: a poll that finds it has nothing to wait for. */
async function settle(entry: CachedAnswer, forget: () => void): Promise<EncodedAnswer> {
  try {
    entry.answer = await entry.answer;
    return entry.answer;
  } catch (error) {
    forget();
    throw error;
  }
}

/** A BoardAnswer, put together from rows that are JSON already. */
function answerText(
  board: Board,
  full: boolean,
  rows: Iterable<BoardRow>,
  removed: readonly CampaignKey[],
  now: number,
): string {
  const campaigns = Array.from(rows, (row) => row.json).join(",");
  const head = `{"cursor":${JSON.stringify(board.cursor)},"full":${full},"campaigns":[${campaigns}]`;
  const tail = `"upstream":${JSON.stringify(board.upstream)},"serverTime":"${new Date(now).toISOString()}"}`;
  return `${head},"removed":${JSON.stringify(removed)},${tail}`;
}
