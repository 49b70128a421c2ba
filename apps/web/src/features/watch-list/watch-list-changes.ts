import type { AddToWatchListAnswer, Campaign, CampaignKey } from "@cruiseboard/contract";
import { keyOf, nameOf, toKey } from "../../lib/campaign-key.ts";
import { failureWords } from "../../lib/failure-words.ts";
import { forEachInTurn } from "../../lib/in-turn.ts";
import type { Translate } from "../../lib/messages.ts";
import { addCampaigns } from "./api/add-campaigns.ts";
import { relabelCampaign } from "./api/relabel-campaign.ts";
import { removeCampaign } from "./api/remove-campaign.ts";

/** What a change needs of the page. */
export interface Surroundings {
  readonly t: Translate;
  readonly tell: (words: string, undo?: () => void) => void;
  /** Takes a campaign off the board that is shown. */
  readonly drop: (key: CampaignKey) => void;
  /** Shows labels on the board, by campaign; null: none. */
  readonly label: (labels: ReadonlyMap<string, string | null>) => void;
  readonly pollNow: () => void;
}

type LabelOf = (campaign: Campaign) => string | null;

export type WatchListChanges = ReturnType<typeof createWatchListChanges>;

/** Asks the server for changes, shows them, and tells what came of it and how to take it back. */
export function createWatchListChanges({ t, tell, drop, label: showLabels, pollNow }: Surroundings) {
  function tellFailure(error: unknown): void {
    tell(t("watch.failed", { reason: failureWords(t, error) }));
  }

  function added(answer: AddToWatchListAnswer): void {
    tell(additionWords(t, answer));
    pollNow();
  }

  async function remove(campaigns: readonly Campaign[]): Promise<void> {
    const { done, failure } = await forEachInTurn(campaigns, removeCampaign);
    for (const campaign of done) drop(campaign);
    const entries = done.map((campaign) => ({ ...toKey(campaign), label: campaign.label }));
    const undo = () => void addCampaigns(entries).then(added, tellFailure);
    const [first] = done;
    if (first !== undefined) tell(removalWords(t, done.length, first), undo);
    if (failure !== null) tellFailure(failure);
  }

  /** Shows the labels at once, and what was before where the server refuses. */
  async function setLabels(campaigns: readonly Campaign[], labelOf: LabelOf) {
    const show = (some: readonly Campaign[], read: LabelOf) =>
      showLabels(new Map(some.map((campaign) => [keyOf(campaign), read(campaign)])));
    show(campaigns, labelOf);
    const { done, failure } = await forEachInTurn(campaigns, (campaign) =>
      relabelCampaign(campaign, labelOf(campaign)),
    );
    // A poll that was on its way may have told the old label meanwhile.
    show(done, labelOf);
    const accepted = new Set(done);
    const refused = campaigns.filter((campaign) => !accepted.has(campaign));
    show(refused, ({ label }) => label);
    pollNow();
    return { done, failure };
  }

  async function relabel(campaigns: readonly Campaign[], label: string | null): Promise<void> {
    const { done, failure } = await setLabels(campaigns, () => label);
    const undo = async () => {
      const undone = await setLabels(done, (campaign) => campaign.label);
      if (undone.failure !== null) tellFailure(undone.failure);
    };
    if (done.length > 0) tell(t("watch.relabelled", { count: done.length }), () => void undo());
    if (failure !== null) tellFailure(failure);
  }

  return { added, remove, relabel };
}

function additionWords(t: Translate, { added, existing, refused }: AddToWatchListAnswer): string {
  return [
    t("watch.added", { count: added }),
    ...(existing > 0 ? [t("watch.existing", { count: existing })] : []),
    ...(refused.length > 0 ? [t("watch.refused", { count: refused.length })] : []),
  ].join(" · ");
}

function removalWords(t: Translate, count: number, first: Campaign): string {
  if (count > 1) return t("watch.removedMany", { count });
  return t("watch.removed", { name: nameOf(first) ?? first.campaignId });
}
