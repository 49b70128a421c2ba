import { type BoardAnswer, boardAnswerSchema, type Campaign } from "@cruiseboard/contract";
import { type RunningSimulator, type SimulatorFault, startSimulator, until } from "@cruiseboard/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { type BackendProcess, environmentOf, startBackendProcess } from "../test/kit/backend-process.ts";

const sdkAppId = 1_400_000_000;
/** Back within a minute of the fault's end, with some air for a busy machine. */
const recoversWithinMs = 75_000;

async function board(backend: BackendProcess): Promise<BoardAnswer> {
  return boardAnswerSchema.parse((await backend.ask("/api/v1/campaigns")).json());
}

/** The product before a simulated upstream, with a dozen campaigns that stand still so that every number is known. */
async function startWatching(): Promise<{ backend: BackendProcess; simulator: RunningSimulator }> {
  const simulator = await startSimulator({ campaigns: 1, seed: 5 });
  onTestFinished(() => simulator.stop());
  const { control, url, secretId, secretKey } = simulator;
  await control.setClock({ speed: 0 });
  const ids = [];
  for (let index = 0; index < 12; index += 1)
    ids.push(
      (
        await control.addCampaign({
          startsInSeconds: -600,
          lastsSeconds: 36_000,
          total: 5000 + index,
          ratePerMinute: 9,
        })
      ).campaignId,
    );
  const backend = startBackendProcess(
    environmentOf({
      TENCENTCLOUD_SECRET_ID: secretId,
      TENCENTCLOUD_SECRET_KEY: secretKey,
      CCC_ENDPOINT: url,
      LOG_LEVEL: "warn",
    }),
  );
  const campaigns = ids.map((campaignId) => ({ sdkAppId, campaignId }));
  await backend.ask("/api/v1/watch-list", { method: "POST", body: { campaigns } });
  await until(async () =>
    (await board(backend)).campaigns.every((campaign) => campaign.totalCallees !== null),
  );
  return { backend, simulator };
}

/** Something on the board says that not all is well. */
function isFlagged({ campaigns, upstream }: BoardAnswer): boolean {
  return (
    upstream.status !== "ok" ||
    Math.abs(upstream.clockSkewMs ?? 0) > 60_000 ||
    campaigns.some(
      (campaign) => campaign.failure !== null || campaign.state === "unknown" || hasUnknown(campaign),
    )
  );
}

function hasUnknown(campaign: Campaign): boolean {
  return campaign.totalCallees === null || campaign.calledCallees === null;
}

function isWell({ campaigns, upstream }: BoardAnswer, since: string): boolean {
  return (
    upstream.status === "ok" &&
    campaigns.every(
      (campaign) =>
        campaign.failure === null &&
        campaign.state === "running" &&
        !hasUnknown(campaign) &&
        (campaign.observedAt ?? "") > since,
    )
  );
}

const groups: Record<string, readonly SimulatorFault[]> = {
  "broken hops": [
    { kind: "http500Html" },
    { kind: "http502Empty" },
    { kind: "reset" },
    { kind: "truncated" },
    { kind: "empty" },
    { kind: "nonJson" },
    { kind: "redirect" },
  ],
  "answers that are none": [
    { kind: "missingResponse" },
    { kind: "wrongType", value: "TotalCalleeCount" },
    { kind: "oversizedBody" },
    { kind: "hang" },
    { kind: "hangBody" },
  ],
  "odd values": [
    { kind: "unknownState", value: 7 },
    { kind: "nullField", value: "CalledCalleeCount" },
    { kind: "missingField", value: "TotalCalleeCount" },
  ],
  "error codes": [
    { kind: "errorCode", code: "InternalError.DBError" },
    { kind: "errorCode", code: "MissingParameter" },
    { kind: "errorCode", code: "ResourceNotFound" },
    { kind: "errorCode", code: "RequestLimitExceeded.UinLimitExceeded" },
  ],
  "the key and the clock": [
    { kind: "errorCode", code: "AuthFailure.SecretIdNotFound" },
    { kind: "errorCode", code: "UnauthorizedOperation" },
    { kind: "clockOffset", offsetMs: 600_000 },
  ],
};

describe.each(Object.entries(groups))("%s", (_group, faults) => {
  it("are flagged, tell no false number, and are over soon after the upstream is well", async () => {
    const { backend, simulator } = await startWatching();
    const truth = new Map(
      (await board(backend)).campaigns.map((campaign) => [campaign.campaignId, campaign]),
    );
    for (const fault of faults) {
      await simulator.control.addFault(fault);
      const flagged = await until(async () => {
        const now = await board(backend);
        return isFlagged(now) && now;
      });
      for (const campaign of flagged.campaigns) {
        const { totalCallees, calledCallees } = truth.get(campaign.campaignId) ?? campaign;
        expect([totalCallees, null]).toContain(campaign.totalCallees);
        expect([calledCallees, null]).toContain(campaign.calledCallees);
      }
      await simulator.control.clearFaults();
      const { serverTime } = await board(backend);
      await until(async () => isWell(await board(backend), serverTime), recoversWithinMs);
    }
    expect((await simulator.control.stats()).highestPerSecond).toBeLessThanOrEqual(20);
  }, 300_000);
});
