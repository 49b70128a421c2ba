import { createFakeClock } from "@cruiseboard/testing";
import { describe, expect, it, vi } from "vitest";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { holdUntilReady, pollByAccount } from "./poll-accounts.ts";
import type { Poller } from "./poller.ts";
import { RefreshError } from "./request-queues.ts";

function heldFrom(instant: () => number) {
  const clock = createFakeClock(Date.parse("2026-11-23T08:00:00Z"));
  const ready = Promise.withResolvers<void>();
  const prepare = vi.fn<() => Promise<void>>(() => ready.promise);
  return { clock, ready, prepare, mayAskFrom: holdUntilReady({ clock, mayAskFrom: instant, prepare }) };
}

it("makes ready when something could be sent, once, and lets nothing go before", async () => {
  const { clock, ready, prepare, mayAskFrom } = heldFrom(() => 1000);
  expect(mayAskFrom()).toBe(1000);
  expect(prepare).not.toHaveBeenCalled();
  await clock.advance(1000);
  expect(mayAskFrom()).toBeGreaterThan(clock.monotonic());
  expect(mayAskFrom()).toBeGreaterThan(clock.monotonic());
  expect(prepare).toHaveBeenCalledOnce();
  ready.resolve();
  await clock.advance(0);
  expect(mayAskFrom()).toBe(1000);
});

it("never makes ready where nothing may be sent", async () => {
  const { clock, prepare, mayAskFrom } = heldFrom(() => Number.POSITIVE_INFINITY);
  await clock.advance(60_000);
  expect(mayAskFrom()).toBe(Number.POSITIVE_INFINITY);
  expect(prepare).not.toHaveBeenCalled();
});

it("lets requests go, to fail by themselves, when it cannot be made ready", async () => {
  const { clock, ready, mayAskFrom } = heldFrom(() => 0);
  mayAskFrom();
  ready.reject(new Error("a file is missing"));
  await clock.advance(0);
  expect(mayAskFrom()).toBe(0);
});

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
