import { describe, expect, it } from "vitest";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { pollByAccount } from "./poll-by-account.ts";
import type { Poller } from "./poller.ts";
import { RefreshError } from "./refresh-queue.ts";

const retail = { sdkAppId: 1, campaignId: 7 };
const service = { sdkAppId: 2, campaignId: 7 };
const nobodys = { sdkAppId: 3, campaignId: 7 };

/** Two accounts, one application each, and what each of their pollers was told. */
function twoAccounts() {
  const told: string[] = [];
  const pollerOf = (name: string): Poller => {
    const note = (what: string) => void told.push(`${name} ${what}`);
    return {
      start: () => note("start"),
      stop: async () => note("stop"),
      watch: (campaigns) => note(`watch ${[...campaigns].map(({ key }) => key.sdkAppId).join()}`),
      unwatch: (key) => note(`unwatch ${key.sdkAppId}`),
      follow: ({ key }, agoMs) => note(`follow ${key.sdkAppId} ${agoMs}`),
      focus: (holder, keys) => note(`focus ${holder} ${keys.map(({ sdkAppId }) => sdkAppId).join()}`),
      refresh: async (key) => {
        note(`refresh ${key.sdkAppId}`);
        return trackCampaign(key, name);
      },
      peek: (key) => Promise.reject(new RefreshError(key.sdkAppId === 1 ? "busy" : "stopped")),
    };
  };
  const poller = pollByAccount([
    { sdkAppIds: new Set([1]), poller: pollerOf("retail") },
    { sdkAppIds: new Set([2]), poller: pollerOf("service") },
  ]);
  return { poller, told };
}

describe("pollers of several accounts", () => {
  it("are each told of their own campaigns alone", async () => {
    const { poller, told } = twoAccounts();
    poller.watch([retail, service, nobodys].map((key) => trackCampaign(key, null)));
    poller.unwatch(service);
    poller.unwatch(nobodys);
    poller.follow(trackCampaign(retail, null), 30);
    expect(await poller.refresh(service)).toMatchObject({ key: service, label: "service" });
    expect(told).toEqual([
      "retail watch 1",
      "service watch 2",
      "service unwatch 2",
      "retail follow 1 30",
      "service refresh 2",
    ]);
  });

  it("all hear what an open page shows, so that each lets go of what it showed before", () => {
    const { poller, told } = twoAccounts();
    poller.focus("page", [retail]);
    expect(told).toEqual(["retail focus page 1", "service focus page 1"]);
  });

  it("start and stop together", async () => {
    const { poller, told } = twoAccounts();
    poller.start();
    await poller.stop();
    expect(told).toEqual(["retail start", "service start", "retail stop", "service stop"]);
  });

  it("ask for nothing that no account holds", async () => {
    const { poller } = twoAccounts();
    const { signal } = new AbortController();
    await expect(poller.refresh(nobodys)).rejects.toMatchObject({ reason: "gone" });
    await expect(poller.peek(nobodys, signal)).rejects.toMatchObject({ reason: "gone" });
    await expect(poller.peek(retail, signal)).rejects.toMatchObject({ reason: "busy" });
  });
});
