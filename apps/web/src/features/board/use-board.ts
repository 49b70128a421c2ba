import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { setPaused, usePaused } from "../../lib/activity.ts";
import { type BoardState, withCampaign, withLabels, withoutCampaigns } from "../../lib/board.ts";
import { type Contact, contactOf } from "../../lib/polling.ts";
import { boardKey, boardQuery } from "./api/board-query.ts";

export interface Board {
  /** undefined: nothing has been loaded yet. */
  readonly state: BoardState | undefined;
  readonly contact: Contact;
  readonly error: Error | null;
  /** When the server last confirmed what is shown, by our clock; 0: never. */
  readonly confirmedAt: number;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
  readonly pollNow: () => void;
  readonly put: (campaign: Campaign) => void;
  readonly drop: (keys: readonly CampaignKey[]) => void;
  /** Shows labels by campaign until the server tells otherwise; null: none. */
  readonly label: (labels: ReadonlyMap<string, string | null>) => void;
}

/** The one place that polls; everything else gets what it shows passed down. */
export function useBoard(): Board {
  const paused = usePaused();
  const client = useQueryClient();
  const query = useQuery(boardQuery);
  const { data, error, isError, errorUpdatedAt } = query;
  const lastError = useLast(error);
  // Read without subscribing: a 304 changes this date and nothing else, so nothing needs to render.
  const state = client.getQueryState(boardKey);
  const confirmedAt = state?.dataUpdatedAt ?? 0;
  const failures = state?.errorUpdateCount ?? 0;

  const actions = useMemo(() => {
    const change = (fold: (state: BoardState) => BoardState) =>
      client.setQueryData<BoardState>(boardKey, (before) => before && fold(before));
    return {
      pollNow: () => void client.refetchQueries({ queryKey: boardKey }, { cancelRefetch: false }),
      put: (campaign: Campaign) => void change((before) => withCampaign(before, campaign)),
      drop: (keys: readonly CampaignKey[]) => void change((before) => withoutCampaigns(before, keys)),
      label: (labels: ReadonlyMap<string, string | null>) =>
        void change((before) => withLabels(before, labels)),
    };
  }, [client]);

  const contact = contactOf({
    // Before the first success react-query forgets the failure while it tries again.
    failing: isError || (confirmedAt === 0 && failures > 0),
    lastSuccess: confirmedAt,
    lastFailure: errorUpdatedAt,
    failures,
  });
  // The same object as long as nothing of it changes: what it changes is drawn by whoever compares.
  return useMemo(
    () => ({ state: data, contact, error: lastError, confirmedAt, paused, setPaused, ...actions }),
    [data, contact, lastError, confirmedAt, paused, actions],
  );
}

/** The last error that was seen, for as long as it is of interest. */
function useLast(error: Error | null): Error | null {
  const [last, setLast] = useState(error);
  if (error !== null && error !== last) setLast(error);
  return error ?? last;
}
