import { useQuery } from "@tanstack/react-query";
import { useDebounce } from "use-debounce";
import { useActive } from "../domain/activity.ts";
import { request } from "./http.ts";

/** The server accepts no more at once. */
const maxCampaigns = 200;
/** The server forgets after 30 s. */
const renewalMs = 15_000;
/** Scrolling changes what is visible many times a second. */
const settleMs = 400;
/** Tells this tab from a viewer's others, so that each has a focus of its own. */
const page = Math.random().toString(36).slice(2);

/** PUT /api/v1/focus while the page is active: campaigns on screen are polled first. */
export function useFocus(keys: readonly string[]): void {
  const [shown] = useDebounce(keys.slice(0, maxCampaigns).join(" "), settleMs);
  const campaigns = shown.split(" ").map((key) => {
    const [sdkAppId, campaignId] = key.split("/").map(Number);
    return { sdkAppId, campaignId };
  });
  useQuery({
    queryKey: ["focus", shown],
    queryFn: ({ signal }) => request("/api/v1/focus", { method: "PUT", body: { page, campaigns }, signal }),
    enabled: useActive() && shown !== "",
    refetchInterval: renewalMs,
    gcTime: 0,
  });
}
