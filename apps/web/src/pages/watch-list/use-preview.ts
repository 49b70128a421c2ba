import type { CampaignKey, PreviewedCampaign } from "@cruiseboard/contract";
import { useEffect, useState } from "react";
import { previewCampaigns } from "../../api/watch-list.ts";
import { keyOf, parseKey } from "../../domain/campaign-key.ts";

/** What the upstream knows of some campaigns, so far. */
export interface Preview {
  readonly answers: readonly PreviewedCampaign[];
  /** How many campaigns in all. */
  readonly wanted: number;
  /** Why the preview ended early; null: it did not. */
  readonly failure: unknown;
  readonly pending: boolean;
}

const debounceMs = 500;
/** Campaigns in a request, so that progress shows; the upstream answers some 18 a second. */
const chunk = 20;

const nothing: Preview = { answers: [], wanted: 0, failure: null, pending: false };

/** Previews the campaigns once they have not changed for a moment; other campaigns abort it. */
export function usePreview(campaigns: readonly CampaignKey[]): Preview {
  const keys = campaigns.map(keyOf).join(",");
  const [preview, setPreview] = useState({ keys: "", ...nothing });
  useEffect(() => {
    if (keys === "") return;
    const abort = new AbortController();
    const wanted = keysIn(keys);
    const show = (answers: readonly PreviewedCampaign[], failure: unknown) => {
      if (abort.signal.aborted) return;
      const pending = failure === null && answers.length < wanted.length;
      setPreview({ keys, answers, wanted: wanted.length, failure, pending });
    };
    const run = async () => {
      let answers: readonly PreviewedCampaign[] = [];
      try {
        for (let from = 0; from < wanted.length; from += chunk) {
          answers = answers.concat(await previewCampaigns(wanted.slice(from, from + chunk), abort.signal));
          show(answers, null);
        }
      } catch (failure) {
        show(answers, failure);
      }
    };
    const timer = setTimeout(() => void run(), debounceMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [keys]);
  if (keys === "") return nothing;
  return preview.keys === keys ? preview : { ...nothing, wanted: campaigns.length, pending: true };
}

function keysIn(joined: string): CampaignKey[] {
  return joined.split(",").flatMap((key) => {
    const [sdkAppId, campaignId] = key.split("/");
    return parseKey(sdkAppId, campaignId) ?? [];
  });
}
