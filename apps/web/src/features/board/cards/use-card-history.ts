import type { CampaignKey, History } from "@cruiseboard/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keyOf, parseKey } from "../../../lib/campaign-key.ts";
import { browserIdle, createIdleQueue } from "../../../lib/idle-queue.ts";
import { useTicking } from "../../../lib/use-ticking.ts";
import { cardHistoryQuery, cardRefresh } from "./card-history-query.ts";

const queue = createIdleQueue({ atOnce: 2, whenIdle: browserIdle });

/** A campaign's past once the browser has had time for it, and anew from time to time; undefined: not yet. */
export function useCardHistory(campaign: CampaignKey, polling: boolean): History | undefined {
  const client = useQueryClient();
  const [history, setHistory] = useState<History>();
  const key = keyOf(campaign);
  const beat = useTicking((now) => (polling ? Math.floor(now / cardRefresh) : 0));
  useEffect(() => {
    const [sdkAppId, campaignId] = key.split("/");
    const asked = parseKey(sdkAppId, campaignId);
    if (asked === null) return;
    return queue.add(async (signal) => {
      const answer = await client.fetchQuery(cardHistoryQuery(asked, beat));
      // Drawing takes longer than fetching, so that it waits for a moment of its own.
      await browserIdle();
      if (!signal.aborted) setHistory(answer);
    });
  }, [client, key, beat]);
  return history;
}
