import { describe, expect, test } from "vitest";
import { parseWatchText } from "./parse-watch-text.ts";

const named = (sdkAppId: number | null, campaignId: number, label: string | null = null) => ({
  sdkAppId,
  campaignId,
  label,
});

describe("what is pasted", () => {
  test.each([
    ["2569, 2571-2572", [named(null, 2569), named(null, 2571), named(null, 2572)]],
    ["２５６９、２５７１－２５７２", [named(null, 2569), named(null, 2571), named(null, 2572)]],
    [
      "1400000000/2569\n1400000001/7, 3",
      [named(1_400_000_000, 2569), named(1_400_000_001, 7), named(null, 3)],
    ],
    ["https://board.example.com/campaigns/1400000000/2569?lang=en", [named(1_400_000_000, 2569)]],
    [
      "https://console.example.com/ccc/detail?SdkAppId=1400000000&CampaignId=2569",
      [named(1_400_000_000, 2569)],
    ],
    [
      "https://console.example.com/ccc#/task/detail?sdkAppId=1400000000&taskId=12 2570",
      [named(1_400_000_000, 12), named(null, 2570)],
    ],
    [
      'sdkAppId,campaignId,label\r\n1400000000,2569,"South, east"\r\n1400000000,2570,\r\n',
      [named(1_400_000_000, 2569, "South, east"), named(1_400_000_000, 2570)],
    ],
    ["Campaign ID\tLabel\n2569\tA\n2570\t", [named(null, 2569, "A"), named(null, 2570)]],
    ["\uFEFF任务ID;标签\n2569;南区", [named(null, 2569, "南区")]],
    ["2569 2569-2569", [named(null, 2569)]],
    ["", []],
  ])("%j", (text, campaigns) => {
    expect(parseWatchText(text)).toEqual({ campaigns, fault: null });
  });

  test.each([
    ["2569, x12", "x12"],
    ["https://example.com/nothing", "https://example.com/nothing"],
    ["campaignId\n12\nabc", "abc"],
    ["sdkAppId,campaignId\nfoo,12", "12"],
  ])("%j is faulty", (text, token) => {
    expect(parseWatchText(text).fault).toEqual({ kind: "number", token });
  });
});
