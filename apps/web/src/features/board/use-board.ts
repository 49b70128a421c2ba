import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { setPaused, useActive, usePaused } from "../../lib/activity.ts";
import { type BoardState, withCampaign, withLabels, withoutCampaigns } from "../../lib/board.ts";
import { type Contact, contactOf } from "../../lib/polling.ts";
import { time } from "../../lib/time.ts";
import { useTicking } from "../../lib/use-ticking.ts";
import { isVisible } from "../../lib/use-visible.ts";
import { boardKey, boardQuery, contactQuery, contactRecord } from "./api/board-query.ts";

export interface Board {
  /** undefined: nothing has been loaded yet. */
  readonly state: BoardState | undefined;
  readonly contact: Contact;
  readonly error: Error | null;
  /** When the server last confirmed what is shown, epoch milliseconds in its time; 0: never. */
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
  const { data } = useQuery(boardQuery(client));
  const { contact, error } = useContact();
  // Read without subscribing: a 304 changes this and nothing else, so nothing needs to render.
  const { confirmedAt } = contactRecord(client);

  const actions = useMemo(() => {
    const change = (fold: (state: BoardState) => BoardState) =>
      client.setQueryData<BoardState>(boardKey, (before) => before && fold(before));
    return {
      pollNow: () => {
        // An edit may end in a hidden tab, which polls when it is shown again.
        if (isVisible()) void client.refetchQueries({ queryKey: boardKey }, { cancelRefetch: false });
      },
      put: (campaign: Campaign) => void change((before) => withCampaign(before, campaign)),
      drop: (keys: readonly CampaignKey[]) => void change((before) => withoutCampaigns(before, keys)),
      label: (labels: ReadonlyMap<string, string | null>) =>
        void change((before) => withLabels(before, labels)),
    };
  }, [client]);

  useWaking(actions.pollNow);
  // The same object as long as nothing of it changes: what it changes is drawn by whoever compares.
  return useMemo(
    () => ({ state: data, contact, error, confirmedAt, paused, setPaused, ...actions }),
    [data, contact, error, confirmedAt, paused, actions],
  );
}

/** Renders only when it changes, not with every poll that goes well. */
function useContact(): { readonly contact: Contact; readonly error: Error | null } {
  const { data: contact } = useQuery({ ...contactQuery, select: contactOf });
  const { data: error } = useQuery({ ...contactQuery, select: (record) => record.error });
  return { contact: contact ?? "connecting", error: error ?? null };
}

/** After a sleep nobody knows how old the board is: it is asked for at once. */
function useWaking(pollNow: () => void): void {
  const doubtful = useTicking(() => time.isDoubtful());
  const active = useActive();
  useEffect(() => {
    if (doubtful && active) pollNow();
  }, [doubtful, active, pollNow]);
}
