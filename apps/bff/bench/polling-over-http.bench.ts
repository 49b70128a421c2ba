import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { boardAnswerSchema } from "@cruiseboard/contract";
import { startSimulator } from "@cruiseboard/testing";
import { conclude, heading, report } from "@cruiseboard/testing/report";
import { quantile } from "../test/kit/ages.ts";
import { excessOverBudget } from "../test/kit/excess-over-budget.ts";
import { startBackend } from "./measured-backend.ts";

/** The whole backend against an upstream of its own, over sockets and in real time: ages as a page sees them. */
const onScreen = 40;
const focusEveryMs = 10_000;
const pollEveryMs = 1000;
const measuredMs = 120_000;

await shareOfScreen(600, { shown: 7, others: 60 });
await shareOfScreen(1000, { shown: 9, others: 90 });
conclude();

async function shareOfScreen(count: number, bounds: { shown: number; others: number }): Promise<void> {
  heading(`${count} running campaigns over HTTP, ${onScreen} of them on screen`);
  const simulator = await startSimulator({ campaigns: 0, seed: 1 });
  const order = { total: 100_000, ratePerMinute: 60, startsInSeconds: -600, lastsSeconds: 36_000 };
  const campaigns = [];
  for (let index = 0; index < count; index += 1) {
    const { campaignId } = await simulator.control.addCampaign(order);
    campaigns.push({ sdkAppId: 1_400_000_000, campaignId });
  }
  const folder = mkdtempSync(join(tmpdir(), "cruiseboard-bench-"));
  const backend = await startBackend({ DATA_DIR: folder }, simulator);
  const send = (method: string, path: string, body: unknown) =>
    fetch(new URL(path, backend.url), {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await send("POST", "/api/v1/watch-list", { campaigns });

  const shown = new Set(campaigns.slice(0, onScreen).map(({ campaignId }) => campaignId));
  const ages = { shown: [] as number[], others: [] as number[] };
  let stale = 0;
  let focusedAt = Number.NEGATIVE_INFINITY;
  // A cycle and more until each was observed and they are spread evenly.
  const from = performance.now() + 60_000 + count * 150;
  while (performance.now() < from + measuredMs) {
    if (performance.now() - focusedAt >= focusEveryMs) {
      focusedAt = performance.now();
      await send("PUT", "/api/v1/focus", { page: "bench", campaigns: campaigns.slice(0, onScreen) });
    }
    await pause(pollEveryMs);
    if (performance.now() < from) continue;
    const answer = await (await fetch(new URL("/api/v1/campaigns", backend.url))).json();
    const { campaigns: rows, serverTime } = boardAnswerSchema.parse(answer);
    for (const { campaignId, observedAt, freshness } of rows) {
      const age =
        observedAt === null ? Number.POSITIVE_INFINITY : Date.parse(serverTime) - Date.parse(observedAt);
      ages[shown.has(campaignId) ? "shown" : "others"].push(age);
      if (freshness !== "live") stale += 1;
    }
  }
  for (const [name, values] of Object.entries(ages))
    report({
      name: `${name}: age at the API, 95th percentile`,
      value: quantile(values, 0.95) / 1000,
      bound: { atMost: bounds[name as keyof typeof bounds] },
      unit: "s",
    });
  report({ name: "not live", value: stale, bound: { atMost: 0 } });
  // Less what came at once since the simulator itself stood still.
  const excess = await excessOverBudget(simulator, 20);
  report({ name: "requests over 20 in any sliding second", value: excess, bound: { atMost: 0 } });
  await backend.stop();
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
}
