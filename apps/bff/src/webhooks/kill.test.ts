import { createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { startHttpStub, until } from "@cruiseboard/testing";
import { expect, it, onTestFinished } from "vitest";
import { type BackendProcess, environmentOf, startBackendProcess } from "../../test/kit/backend-process.ts";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";

const sdkAppId = 1_400_000_000;
const secret = "Zq7SecretOfAllOfThisTest";
const robotKey = "Zq7KeyOfTheRobot";

interface Received {
  readonly id: string;
  readonly signed: boolean;
  readonly campaigns: readonly number[];
}

/** Every campaign should have started ten minutes ago. */
function answerLate(request: IncomingMessage, response: ServerResponse): void {
  const startTime = Math.floor(Date.now() / 1000) - 600;
  const answer = {
    Response: {
      Name: "Renewal",
      State: 0,
      // To the hour, so that every observation is equal.
      StartTime: startTime - (startTime % 3600),
      EndTime: startTime + 86_400,
      TotalCalleeCount: 90,
      CalledCalleeCount: 0,
      RequestId: "r",
    },
  };
  request.resume().once("end", () => response.end(JSON.stringify(answer)));
}

async function startReceiver() {
  const state = { status: 503, received: [] as Received[] };
  const stub = await startHttpStub((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => void parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString();
      const { events } = JSON.parse(body) as { events: { campaignId: number }[] };
      const id = String(request.headers["webhook-id"]);
      const text = `${id}.${String(request.headers["webhook-timestamp"])}.${body}`;
      const signature = `v1,${createHmac("sha256", secret).update(text).digest("base64")}`;
      state.received.push({
        id,
        signed: request.headers["webhook-signature"] === signature,
        campaigns: events.map(({ campaignId }) => campaignId),
      });
      response.writeHead(state.status).end();
    });
  });
  onTestFinished(() => stub.stop());
  return { state, url: `${stub.url}/in?key=${robotKey}` };
}

async function watch(backend: BackendProcess, campaignId: number): Promise<void> {
  const body = { campaigns: [{ sdkAppId, campaignId }] };
  expect((await backend.ask("/api/v1/watch-list", { method: "POST", body })).status).toBe(200);
}

it("sends each alert once through kills and a receiver that fails, with no secret in the log", {
  timeout: 120_000,
}, async () => {
  const upstream = await startHttpStub(answerLate);
  onTestFinished(() => upstream.stop());
  const { state, url } = await startReceiver();
  const environment = environmentOf({
    CCC_ENDPOINT: upstream.url,
    DATA_DIR: temporaryFolder(),
    WEBHOOK_URLS: `generic=${url}`,
    WEBHOOK_SECRET: secret,
    LOG_LEVEL: "trace",
  });
  const said: string[] = [];
  const startNext = () => startBackendProcess(environment);
  const kill = async (backend: BackendProcess) => {
    backend.kill("SIGKILL");
    await backend.exited;
    said.push(backend.stdout(), backend.stderr());
  };

  const first = startNext();
  await watch(first, 1);
  await until(() => state.received.length > 0, 60_000);
  await until(() => first.stdout().includes("webhook failed; trying again"));
  await kill(first);

  state.status = 204;
  const before = state.received.length;
  const second = startNext();
  await until(() => state.received.length > before, 60_000);
  // The next message shows that the previous one is done, and whether others are waiting.
  await watch(second, 2);
  await until(() => state.received.some(({ campaigns }) => campaigns.includes(2)), 60_000);
  await kill(second);

  const third = startNext();
  await watch(third, 3);
  await until(() => state.received.some(({ campaigns }) => campaigns.includes(3)), 60_000);
  await kill(third);

  const [failedOnes, taken] = [state.received.slice(0, before), state.received.slice(before)];
  expect(new Set([...failedOnes, ...taken.slice(0, 1)].map(({ id }) => id)).size).toBe(1);
  // Killed before it had noted that a message was taken, it may say it once more, under the same key.
  const distinct = new Map(taken.map(({ id, campaigns }) => [id, campaigns]));
  expect([...distinct.values()]).toEqual([[1], [2], [3]]);
  expect(state.received.every(({ signed }) => signed)).toBe(true);
  expect(said.join()).not.toMatch(new RegExp(`${secret}|${robotKey}`));
});
