import { expect } from "@playwright/test";
import { readBoard } from "./backend.ts";
import { credentials } from "./credentials.ts";
import { type Stage, withStage } from "./stage.ts";

/** What tests may do with a stage that they share: look at it. */
export interface SharedStage {
  readonly simulator: Pick<Stage["simulator"], "url">;
  readonly backend: Pick<Stage["backend"], "url" | "board">;
}

const variable = "E2E_SHARED_STAGE";

/** One board of 24 campaigns in every state for the whole run, since each backend polls its upstream all the time. */
export default async function setUp(): Promise<() => Promise<void>> {
  const [set, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const played = withStage({ campaigns: 24 }, async ({ simulator, backend }) => {
    const waiting = async () =>
      (await backend.board()).campaigns.filter(({ observedAt }) => observedAt === null);
    await expect.poll(waiting, { timeout: 60_000 }).toEqual([]);
    process.env[variable] = JSON.stringify({ simulator: simulator.url, backend: backend.url });
    set.resolve();
    await over.promise;
    expect(backend.log(), "the log").not.toContain(credentials.secretKey);
  });
  await Promise.race([set.promise, played]);
  return () => {
    over.resolve();
    return played;
  };
}

/** As the run has set it. */
export function sharedStage(): SharedStage {
  const { simulator, backend } = JSON.parse(process.env[variable] ?? "{}") as Record<
    "simulator" | "backend",
    string
  >;
  return { simulator: { url: simulator }, backend: { url: backend, board: () => readBoard(backend) } };
}
