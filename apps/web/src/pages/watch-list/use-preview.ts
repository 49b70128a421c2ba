import type { CampaignKey, PreviewedCampaign } from "@cruiseboard/contract";
import { useEffect, useState } from "react";
import { previewCampaigns } from "../../api/watch-list.ts";
import { keyOf, parseKey } from "../../domain/campaign-key.ts";

/** What the upstream says about some campaigns, as far as it has been asked. */
export interface Preview {
  readonly answers: readonly PreviewedCampaign[];
  /** Of how many in all. */
  readonly wanted: number;
  /** Why the asking was given up; null: it was not. */
  readonly failure: unknown;
  readonly pending: boolean;
}

/** Milliseconds without a key press before anybody is asked. */
const settling = 500;
/** What is asked for at a time, so that progress shows; the upstream answers some 18 a second. */
const chunk = 20;

const nothing: Preview = { answers: [], wanted: 0, failure: null, pending: false };

/** Asks for the campaigns as soon as they stay the same for a moment, some at a time; others break it off. */
export function usePreview(campaigns: readonly CampaignKey[]): Preview {
  const keys = campaigns.map(keyOf).join(",");
  const [preview, setPreview] = useState({ keys: "", ...nothing });
  useEffect(() => {
    if (keys === "") return;
    const abort = new AbortController();
    const wanted = keysIn(keys);
    const timer = setTimeout(() => {
      void askInChunks(wanted, abort.signal, (answers, failure) =>
        setPreview({
          keys,
          answers,
          wanted: wanted.length,
          failure,
          pending: failure === null && answers.length < wanted.length,
        }),
      );
    }, settling);
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

async function askInChunks(
  wanted: readonly CampaignKey[],
  signal: AbortSignal,
  tell: (answers: readonly PreviewedCampaign[], failure: unknown) => void,
): Promise<void> {
  let answers: readonly PreviewedCampaign[] = [];
  try {
    for (let from = 0; from < wanted.length; from += chunk) {
      answers = answers.concat(await previewCampaigns(wanted.slice(from, from + chunk), signal));
      if (signal.aborted) return;
      tell(answers, null);
    }
  } catch (failure) {
    if (!signal.aborted) tell(answers, failure);
  }
}
