import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import { useEffect, useRef, useState } from "react";
import { keyOf } from "../../domain/campaign-key.ts";

export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** @param extending everything from the one selected last on is meant, in the order in which they stand. */
  readonly select: (key: string, selected: boolean, extending: boolean) => void;
  readonly selectAll: (campaigns: readonly Campaign[]) => void;
  readonly clear: () => void;
  readonly deselect: (campaigns: readonly CampaignKey[]) => void;
  /** Every box to select with shows, though none is selected yet: for fingers, which point at nothing. */
  readonly choosing: boolean;
  readonly toggleChoosing: () => void;
}

/** Which campaigns are selected; by key, so that polls do not matter. */
export function useSelection(campaigns: readonly Campaign[]): Selection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(() => new Set());
  const standing = useRef(campaigns);
  const last = useRef<string | null>(null);
  useEffect(() => {
    standing.current = campaigns;
  }, [campaigns]);
  const select = (key: string, selected: boolean, extending: boolean) => {
    const meant = extending && last.current !== null ? between(standing.current, last.current, key) : [key];
    last.current = key;
    setKeys((before) => {
      const next = new Set(before);
      for (const each of meant)
        if (selected) next.add(each);
        else next.delete(each);
      return next;
    });
  };
  const selectAll = (all: readonly Campaign[]) => setKeys(new Set(all.map(keyOf)));
  const [choosing, setChoosing] = useState(false);
  const clear = () => {
    setKeys(new Set());
    setChoosing(false);
  };
  const deselect = (some: readonly CampaignKey[]) => {
    const gone = new Set(some.map(keyOf));
    setKeys((before) => new Set([...before].filter((key) => !gone.has(key))));
    setChoosing(false);
  };
  const toggleChoosing = () => setChoosing((before) => !before);
  return { keys, select, selectAll, clear, deselect, choosing, toggleChoosing };
}

/** Both ends included; if one of them is gone, the other alone. */
function between(campaigns: readonly Campaign[], from: string, to: string): string[] {
  const [one, other] = [from, to].map((key) => campaigns.findIndex((campaign) => keyOf(campaign) === key));
  if (one === undefined || other === undefined || one < 0 || other < 0) return [to];
  return campaigns.slice(Math.min(one, other), Math.max(one, other) + 1).map(keyOf);
}
