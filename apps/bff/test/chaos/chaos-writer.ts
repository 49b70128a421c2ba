import { watchListSchema } from "@cruiseboard/contract";
import { ask } from "../kit/ask.ts";

/** Somebody who edits the watch list through everything, and remembers what was acknowledged. */
export interface ChaosWriter {
  /** Adds one entry and removes an older one; whoever does not answer has acknowledged nothing. */
  write(): Promise<void>;
  /** What was acknowledged and is not so. */
  lost(): Promise<string[]>;
}

const sdkAppId = 1_400_000_000;
const firstId = 900_000;

/** @param urlOf where the backend listens at the time; null: nowhere. */
export function createChaosWriter(urlOf: () => string | null): ChaosWriter {
  /** true: acknowledged as added · false: as removed · null: nobody knows. */
  const entries = new Map<number, boolean | null>();
  let next = firstId;

  async function send(method: string, path: string, body?: unknown): Promise<boolean> {
    const url = urlOf();
    if (url === null) return false;
    const reply = await ask(url, path, { method, body }).catch(() => null);
    // Not there any more: an earlier removal was made and not acknowledged.
    const isGone = method === "DELETE" && reply?.status === 404;
    return isGone || (reply !== null && reply.status < 300);
  }

  return {
    async write() {
      const added = next;
      next += 1;
      entries.set(added, null);
      const body = { campaigns: [{ sdkAppId, campaignId: added }] };
      if (await send("POST", "/api/v1/watch-list", body)) entries.set(added, true);
      // Also what may have been added: unknown campaigns that nobody removes would pile up.
      const old = [...entries].find(([id, there]) => there !== false && id < added - 3)?.[0];
      if (old === undefined) return;
      entries.set(old, null);
      if (await send("DELETE", `/api/v1/watch-list/${sdkAppId}/${old}`)) entries.set(old, false);
    },
    async lost() {
      // What is being written meanwhile is known next time.
      const before = new Map(entries);
      const reply = await ask(urlOf() ?? "", "/api/v1/watch-list");
      const there = new Set(
        watchListSchema.parse(reply.json()).campaigns.map(({ campaignId }) => campaignId),
      );
      return [...before].flatMap(([id, expected]) =>
        expected === null || entries.get(id) !== expected || there.has(id) === expected
          ? []
          : `${id} is ${expected ? "not there" : "there"}`,
      );
    },
  };
}
