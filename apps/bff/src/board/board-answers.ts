import type { CampaignKey } from "@cruiseboard/contract";
import type { Clock } from "../clock.ts";
import type { Board, BoardRow } from "./board.ts";
import { type ContentEncoding, type EncodedAnswer, encodeAnswer } from "./encode-answer.ts";

/** Answers to polls, each built once and shared by everybody who needs the same. */
export interface BoardAnswers {
  /** What changed after version `since`, or the whole board (null, or too long ago). */
  get(since: number | null, encoding: ContentEncoding): Promise<EncodedAnswer>;
}

/** An answer carries the server's time, so that even an unchanged board's is made anew after this, ms. */
const reusableForMs = 1000;

export function createBoardAnswers(board: Board, clock: Clock): BoardAnswers {
  const cache = new Map<string, { builtAt: number; answer: Promise<EncodedAnswer> }>();
  let cachedVersion = board.version;

  function build(since: number | null, encoding: ContentEncoding): Promise<EncodedAnswer> {
    const changes = since === null ? null : board.changesSince(since);
    const text = changes
      ? answerText(board, false, changes.rows, changes.removed, clock.now())
      : answerText(board, true, board.rows(), [], clock.now());
    return encodeAnswer(text, encoding);
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
      const answer = build(since, encoding);
      cache.set(key, { builtAt: now, answer });
      return answer;
    },
  };
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
