import { boardAnswerSchema } from "@cruiseboard/contract";
import { describe, expect, it } from "vitest";
import { presentCampaign } from "../campaigns/present-campaign.ts";
import { trackCampaign } from "../campaigns/tracked-campaign.ts";
import { answerBody } from "./answer-body.ts";

const now = Date.parse("2026-11-22T08:00:00.000Z");
const upstream = {
  status: "ok",
  budgetPerSecond: 20,
  usedPerSecond: 0,
  clockSkewMs: 0,
  message: null,
} as const;

describe("a board's answer as bytes", () => {
  it.each([
    ["no row", []],
    ["one row", ["plain"]],
    ["letters of one to four bytes, and halves of some", ["a\u00e9", "新能源", "🚗", "\ud83d", '"\\\n']],
  ])("says what it was made of: %s", (_what, labels) => {
    const campaigns = labels.map((label, index) =>
      presentCampaign(trackCampaign({ sdkAppId: 1, campaignId: index + 1 }, label), now),
    );
    const removed = [{ sdkAppId: 1, campaignId: 99 }];
    const rows = campaigns.map((campaign) => JSON.stringify(campaign));
    const body = answerBody({ cursor: "boot.7", full: true, rows, removed, upstream, now, build: "1a2b3c" });
    const answer = boardAnswerSchema.parse(JSON.parse(body.toString("utf8")));
    expect(answer).toEqual({
      cursor: "boot.7",
      full: true,
      campaigns,
      removed,
      upstream,
      serverTime: "2026-11-22T08:00:00.000Z",
      build: "1a2b3c",
    });
  });
});
