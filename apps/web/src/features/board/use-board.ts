import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { setPaused, useActive, usePaused } from "../../lib/activity.ts";
import { type BoardState, withCampaign, withLabels, withoutCampaigns } from "../../lib/board.ts";
import { type Contact, type ContactRecord, contactOf, noContact } from "../../lib/polling.ts";
import { time } from "../../lib/time.ts";
import { useTicking } from "../../lib/use-ticking.ts";
import { isVisible } from "../../lib/use-visible.ts";
import { boardKey, boardQuery, contactQuery } from "./api/board-query.ts";

export interface Board {
  /** undefined: nothing has been loaded yet. */
  readonly state: BoardState | undefined;
  readonly contact: Contact;
  readonly error: Error | null;
  /** While polls fail: when the server last confirmed what is shown, epoch milliseconds in its time; 0: never. */
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
  const { data: contact = shownContact(noContact) } = useQuery({ ...contactQuery, select: shownContact });

  const change = (fold: (state: BoardState) => BoardState) =>
    client.setQueryData<BoardState>(boardKey, (before) => before && fold(before));
  const pollNow = () => {
    // An edit may end in a hidden tab, which polls when it is shown again.
    if (isVisible()) void client.refetchQueries({ queryKey: boardKey }, { cancelRefetch: false });
  };
  useWaking(pollNow);
  return {
    state: data,
    ...contact,
    paused,
    setPaused,
    pollNow,
    put: (campaign) => void change((before) => withCampaign(before, campaign)),
    drop: (keys) => void change((before) => withoutCampaigns(before, keys)),
    label: (labels) => void change((before) => withLabels(before, labels)),
  };
}

/** Does not change with a successful poll, so that a 304 renders nothing. */
function shownContact(record: ContactRecord): Pick<Board, "contact" | "error" | "confirmedAt"> {
  const { failures, confirmedAt, error } = record;
  return { contact: contactOf(record), error, confirmedAt: failures === 0 ? 0 : confirmedAt };
}

/** After a sleep nobody knows how old the board is: it is asked for at once. */
function useWaking(pollNow: () => void): void {
  const doubtful = useTicking(() => time.isDoubtful());
  const active = useActive();
  useEffect(() => {
    if (doubtful && active) pollNow();
  }, [doubtful, active, pollNow]);
}
