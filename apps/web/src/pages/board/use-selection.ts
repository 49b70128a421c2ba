import type { Campaign, CampaignKey } from "@cruiseboard/contract";
import { useEffect, useRef, useState } from "react";
import { keyOf } from "../../domain/campaign-key.ts";

export type Selection = ReturnType<typeof useSelection>;

/** Which campaigns are selected, by key. @param campaigns in their order on the board */
export function useSelection(campaigns: readonly Campaign[]) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(() => new Set());
  // Every check box shows, though none is set: fingers do not hover.
  const [choosing, setChoosing] = useState(false);
  const shown = useRef(campaigns);
  const last = useRef<string | null>(null);
  useEffect(() => {
    shown.current = campaigns;
  }, [campaigns]);
  /** @param extending includes everything from the last selected campaign on */
  const select = (key: string, selected: boolean, extending: boolean) => {
    const meant = extending && last.current !== null ? between(shown.current, last.current, key) : [key];
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
