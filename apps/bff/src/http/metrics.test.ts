import { createFakeClock } from "@cruiseboard/testing";
import { expect, it } from "vitest";
import { dialingFacts, dialingStart as start } from "../../test/kit/dialed-campaign.ts";
import { tokenSecret } from "../../test/kit/mint-token.ts";
import { startQuietBackend } from "../../test/kit/start-quiet-backend.ts";

const key = { sdkAppId: 1_400_000_000, campaignId: 2569 };

it("gives this machine sums, and no campaign or agent by name", async () => {
  const clock = createFakeClock(start);
  const { ask, services } = await startQuietBackend({ clock });
  services.board.watch([{ key, label: "the secret one" }]);
  const dialing = { roundMs: 60_000, size: 3, total: 100, windowMs: 3_600_000 };
  const facts = { ...dialingFacts(dialing, 0), agent: "ann@example.com", name: "Secret" };
  for (const wait of [0, 4000]) {
    await clock.advance(wait);
    const before = services.board.get(key);
    const after = services.board.observe(key, { kind: "answered", at: clock.now(), facts });
    if (before && after) services.metrics.observed(before, after);
  }
  services.metrics.calledUpstream("default", null, 0.08);
  services.metrics.calledUpstream("default", "InternalError.DBError", 0.3);
  services.metrics.calledUpstream("default", 'x"} 1\nforged', 0.3);
  services.board.watch([]);
  await ask("/api/v1/campaigns");
  await ask("/api/v1/session");
  const { status, headers, text } = await ask("/metrics");
  expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  const lines = text.split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      'cruiseboard_upstream_calls_total{code="OK"} 1',
      'cruiseboard_upstream_calls_total{code="InternalError.DBError"} 1',
      'cruiseboard_upstream_calls_total{code="other"} 1',
      'cruiseboard_upstream_status{status="ok"} 1',
      'cruiseboard_upstream_status{status="unreachable"} 0',
      'cruiseboard_observation_age_seconds_bucket{le="5"} 1',
      'cruiseboard_observation_age_seconds_bucket{le="3"} 0',
      'cruiseboard_campaigns{state="running",freshness="live"} 1',
      'cruiseboard_campaigns_needing_attention{kind="stalled"} 0',
      "cruiseboard_oldest_observation_seconds 0",
      "cruiseboard_discovery_requests_total 0",
      "cruiseboard_discovery_found_total 0",
      'cruiseboard_board_polls_total{status="200"} 1',
      'cruiseboard_http_request_duration_seconds_count{method="GET",route="/api/v1/session",status="200"} 1',
    ]),
  );
  // As `promtool check metrics` wants it; three gauges of Node's own break the rule.
  const types = [...text.matchAll(/^# TYPE (cruiseboard_\w+) (\w+)$/gm)];
  expect(types.length).toBeGreaterThan(10);
  for (const [, name = "", type] of types) {
    expect({ name, isCounter: name.endsWith("_total") }).toEqual({ name, isCounter: type === "counter" });
    expect(name).not.toMatch(/_(count|sum|bucket|ms|milliseconds|gauge|counter|histogram)$/);
  }
  for (const name of [
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "nodejs_eventloop_lag_p99_seconds",
  ])
    expect(text).toMatch(new RegExp(`^${name} [0-9.e-]+$`, "m"));
  expect(text).not.toMatch(/ann@example|ecret|\b2569\b|\b1400000000\b|forged|clock_skew_seconds \d/);
});

it("does not take what came through a proxy for this machine", async () => {
  const environment = { EMBED_JWT_SECRET: tokenSecret };
  const { ask } = await startQuietBackend({ clock: createFakeClock(start), environment });
  const forwarded = await ask("/metrics", { headers: { "x-forwarded-for": "10.0.0.1" } });
  expect([forwarded.status, (await ask("/metrics")).status]).toEqual([404, 200]);
});

it("are for clients with the token, on any machine, and no others", async () => {
  const environment = { METRICS_TOKEN: "a-token-of-the-test", EMBED_JWT_SECRET: tokenSecret };
  const { ask } = await startQuietBackend({ clock: createFakeClock(start), environment });
  const statusFor = async (headers: Record<string, string>) => (await ask("/metrics", { headers })).status;
  expect(await statusFor({})).toBe(404);
  expect(await statusFor({ authorization: "Bearer another" })).toBe(404);
  expect(
    await statusFor({ authorization: "Bearer a-token-of-the-test", "x-forwarded-for": "10.0.0.1" }),
  ).toBe(200);
});
