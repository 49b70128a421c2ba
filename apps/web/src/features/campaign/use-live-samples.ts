import type { Campaign } from "@cruiseboard/contract";
import { useState } from "react";
import { type Sample, withLook } from "./live-samples.ts";

/** What was seen of a campaign since its page was opened; what was before, the server remembers. */
export function useLiveSamples(campaign: Campaign): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const now = withLook(samples, campaign);
  if (now !== samples) setSamples(now);
  return now;
}
