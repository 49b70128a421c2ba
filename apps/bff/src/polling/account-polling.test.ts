import { describe, expect, it } from "vitest";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { pollByAccount } from "./account-polling.ts";
import type { Poller } from "./poller.ts";
import { RefreshError } from "./request-queues.ts";

const retail = { sdkAppId: 1, campaignId: 7 };
const service = { sdkAppId: 2, campaignId: 7 };
const ofNone = { sdkAppId: 3, campaignId: 7 };

/** Two accounts, one application each, and the calls of their pollers. */
function twoAccounts() {
  const calls: string[] = [];
  const pollerOf = (name: string): Poller => {
    const note = (what: string) => void calls.push(`${name} ${what}`);
    return {
      start: () => note("start"),
      stop: async () => note("stop"),
      wake: () => note("wake"),
      watch: (campaigns) => note(`watch ${[...campaigns].map(({ key }) => key.sdkAppId).join()}`),
      unwatch: (key) => note(`unwatch ${key.sdkAppId}`),
      follow: ({ key }, agoMs) => note(`follow ${key.sdkAppId} ${agoMs}`),
      focus: (holder, keys) => note(`focus ${holder} ${keys.map(({ sdkAppId }) => sdkAppId).join()}`),
      refresh: async (key) => {
        note(`refresh ${key.sdkAppId}`);
        return trackCampaign(key, name);
      },
      preview: (key) => Promise.reject(new RefreshError(key.sdkAppId === 1 ? "busy" : "stopped")),
    };
  };
  const poller = pollByAccount([
    { sdkAppIds: new Set([1]), poller: pollerOf("retail") },
    { sdkAppIds: new Set([2]), poller: pollerOf("service") },
  ]);
  return { poller, calls };
}

describe("pollers of several accounts", () => {
  it("each get their own campaigns alone", async () => {
    const { poller, calls } = twoAccounts();
    poller.watch([retail, service, ofNone].map((key) => trackCampaign(key, null)));
    poller.unwatch(service);
    poller.unwatch(ofNone);
    poller.follow(trackCampaign(retail, null), 30);
    expect(await poller.refresh(service)).toMatchObject({ key: service, label: "service" });
    expect(calls).toEqual([
      "retail watch 1",
      "service watch 2",
      "service unwatch 2",
      "retail follow 1 30",
      "service refresh 2",
    ]);
  });

  it("all get what an open page shows, so that each releases what it showed before", () => {
    const { poller, calls } = twoAccounts();
    poller.focus("page", [retail]);
    expect(calls).toEqual(["retail focus page 1", "service focus page 1"]);
  });

  it("start and stop together", async () => {
    const { poller, calls } = twoAccounts();
    poller.start();
    await poller.stop();
    expect(calls).toEqual(["retail start", "service start", "retail stop", "service stop"]);
  });

  it("ask for nothing that no account holds", async () => {
    const { poller } = twoAccounts();
    const { signal } = new AbortController();
    await expect(poller.refresh(ofNone)).rejects.toMatchObject({ reason: "gone" });
    await expect(poller.preview(ofNone, signal)).rejects.toMatchObject({ reason: "gone" });
    await expect(poller.preview(retail, signal)).rejects.toMatchObject({ reason: "busy" });
  });
});
