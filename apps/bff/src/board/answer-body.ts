import type { CampaignKey, Upstream } from "@cruiseboard/contract";

/** What a BoardAnswer is put together from. */
export interface AnswerParts {
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
