import type { CampaignKey, PreviewedCampaign } from "@cruiseboard/contract";
import { useQuery } from "@tanstack/react-query";
import { useSettled } from "../../api/focus.ts";
import { previewCampaigns } from "../../api/watch-list.ts";
import { keyOf, toKey } from "../../domain/campaign-key.ts";

export type Preview = ReturnType<typeof usePreview>;

const debounceMs = 500;
/** Campaigns in a request, so that progress shows; the upstream answers some 18 a second. */
const chunk = 20;

const none: readonly PreviewedCampaign[] = [];

/** What the upstream knows of some campaigns, so far. Other campaigns abort it. */
export function usePreview(campaigns: readonly CampaignKey[]) {
  const keys = campaigns.map(keyOf).join(",");
  const settled = useSettled(keys, debounceMs);
  const enabled = keys !== "" && settled === keys;
  const { data, error, isFetching } = useQuery({
    queryKey: ["preview", settled],
    queryFn: async ({ client, queryKey, signal }) => {
      let answers = none;
      for (let from = 0; from < campaigns.length; from += chunk) {
        const some = campaigns.slice(from, from + chunk).map(toKey);
        answers = answers.concat(await previewCampaigns(some, signal));
        client.setQueryData(queryKey, answers);
      }
      return answers;
    },
    enabled,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return {
    answers: enabled ? (data ?? none) : none,
    wanted: campaigns.length,
    /** Why the preview ended early; null: it did not. */
    failure: enabled ? error : null,
    pending: keys !== "" && (!enabled || isFetching),
  };
}
