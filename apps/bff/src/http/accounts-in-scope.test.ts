import { type BoardAnswer, boardAnswerSchema, type UpstreamState } from "@cruiseboard/contract";
import { createFakeClock, type FakeClock } from "@cruiseboard/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { accountsFile } from "../../test/kit/accounts-file.ts";
import { dialingFacts, dialingStart } from "../../test/kit/dialed-campaign.ts";
import { tokenSecret } from "../../test/kit/mint-token.ts";
import { type QuietBackend, startQuietBackend } from "../../test/kit/start-quiet-backend.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";

const well: UpstreamState = {
  status: "ok",
  budgetPerSecond: 20,
  usedPerSecond: 10,
  clockSkewMs: null,
  staleAfterMs: 60_000,
  message: null,
};
const rejected: UpstreamState = {
  ...well,
  status: "credentialsRejected",
  message: "AuthFailure.SecretIdNotFound: no such key",
};
const ofRetail = { sdkAppId: 1, campaignId: 770_001 };
const ofSecret = { sdkAppId: 2, campaignId: 770_002 };
/** Everything that gives the other account away. */
const secretWords = /moonshot|SecretIdNotFound|credentialsRejected/;

let clock: FakeClock;
let backend: QuietBackend;
let upstreams: Record<string, UpstreamState>;
beforeEach(async () => {
  clock = createFakeClock(dialingStart);
  upstreams = { retail: well, moonshot: rejected };
  backend = await startQuietBackend({
    clock,
    environment: {
      EMBED_JWT_SECRET: tokenSecret,
      CCC_ACCOUNTS_FILE: accountsFile([
        { name: "retail", sdkAppIds: [1] },
        { name: "moonshot", sdkAppIds: [2, 3] },
      ]),
    },
    upstreamOf: (account) => upstreams[account] ?? well,
  });
  await backend.services.watchList.add([ofRetail, ofSecret]);
});

async function nextVersion(): Promise<void> {
  const { board } = backend.services;
  board.start();
  await clock.advance(300);
  board.stop();
}

async function poll(who: keyof typeof claims, since?: string) {
  const headers = await headersOf(clock, claims[who]);
  return backend.ask(`/api/v1/campaigns${since === undefined ? "" : `?since=${since}`}`, { headers });
}

async function boardOf(who: keyof typeof claims): Promise<BoardAnswer> {
  return boardAnswerSchema.parse((await poll(who)).json());
}

/** An observation with this agent. */
async function seenWith(key: typeof ofRetail, agent: string): Promise<void> {
  const dialing = { roundMs: 60_000, size: 3, total: 100, windowMs: 3_600_000 };
  const facts = { ...dialingFacts(dialing, 0), agent };
  backend.services.board.observe(key, { kind: "answered", at: clock.now(), facts });
  await nextVersion();
}

describe("of several accounts", () => {
  it("a manager without a restriction sees each, and their sum", async () => {
    const { upstream } = await boardOf("a manager of everything");
    expect(upstream).toEqual({
      ...rejected,
      budgetPerSecond: 40,
      usedPerSecond: 20,
      message: "Account moonshot: AuthFailure.SecretIdNotFound: no such key",
      accounts: [
        { name: "retail", ...well, sdkAppIds: [1] },
        { name: "moonshot", ...rejected, sdkAppIds: [2, 3] },
      ],
    });
  });

  it.each(["an application", "a manager of an application"] as const)(
    "%s hears of its own account alone",
    async (who) => {
      const { text } = await poll(who);
      expect(text).not.toMatch(secretWords);
      const { upstream } = await boardOf(who);
      expect(upstream).toEqual({ ...well, accounts: [{ name: "retail", ...well, sdkAppIds: [1] }] });
    },
  );

  it("agents hear of the accounts in which a campaign is theirs, once one is", async () => {
    expect((await boardOf("an agent glob")).upstream.accounts).toEqual([]);
    await seenWith(ofRetail, "ann@team-a.example.com");
    await seenWith(ofSecret, "bob@team-b.example.com");
    expect((await poll("an agent glob")).text).not.toMatch(secretWords);
    expect((await boardOf("an agent glob")).upstream.accounts).toMatchObject([{ name: "retail" }]);
    await seenWith(ofSecret, "cat@team-a.example.com");
    expect((await boardOf("an agent glob")).upstream.accounts).toMatchObject([
      { name: "retail", sdkAppIds: [1] },
      { name: "moonshot", sdkAppIds: [2] },
    ]);
  });

  it("a viewer with nothing in scope sees none", async () => {
    const { upstream } = await boardOf("empty scope");
    expect(upstream).toEqual({
      ...well,
      budgetPerSecond: 0,
      usedPerSecond: 0,
      accounts: [],
    });
  });

  it("a change is new only for viewers of the account", async () => {
    const cursors = {
      "an application": (await boardOf("an application")).cursor,
      "a viewer of everything": (await boardOf("a viewer of everything")).cursor,
    };
    upstreams = { ...upstreams, moonshot: well };
    await nextVersion();
    expect((await poll("an application", cursors["an application"])).status).toBe(304);
    const answer = await poll("a viewer of everything", cursors["a viewer of everything"]);
    expect(answer.json()).toMatchObject({ full: false, upstream: { status: "ok", message: null } });
    upstreams = { ...upstreams, retail: { ...well, status: "throttled" } };
    await nextVersion();
    expect((await poll("an application", cursors["an application"])).json()).toMatchObject({
      upstream: { status: "throttled", message: null },
    });
  });

  it("an application that none of them holds is refused, watched and previewed alike", async () => {
    const headers = await headersOf(clock, claims["a manager of everything"]);
    const campaigns = [
      { sdkAppId: 3, campaignId: 1 },
      { sdkAppId: 4, campaignId: 1 },
    ];
    const body = { campaigns };
    const added = await backend.ask("/api/v1/watch-list", { method: "POST", headers, body });
    expect(added.json()).toMatchObject({
      added: 1,
      existing: 0,
      refused: [{ ...campaigns[1], code: "application_not_allowed" }],
    });
    const previewed = await backend.ask("/api/v1/watch-list/preview", { method: "POST", headers, body });
    expect(previewed.json()).toMatchObject({
      campaigns: [{ outcome: "failed" }, { outcome: "refused", code: "application_not_allowed" }],
    });
  });

  it("metrics have a label for each", async () => {
    const { metrics } = backend.services;
    await seenWith(ofRetail, "ann@team-a.example.com");
    metrics.calledUpstream("retail", null, 0.08);
    metrics.calledUpstream("moonshot", "AuthFailure.SecretIdNotFound", 0.3);
    const { text } = await backend.ask("/metrics");
    const lines = text.split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'cruiseboard_upstream_calls_total{code="OK",account="retail"} 1',
        'cruiseboard_upstream_calls_total{code="AuthFailure.SecretIdNotFound",account="moonshot"} 1',
        'cruiseboard_upstream_call_duration_seconds_count{account="retail"} 1',
        'cruiseboard_upstream_status{status="ok",account="retail"} 1',
        'cruiseboard_upstream_status{status="credentialsRejected",account="moonshot"} 1',
        'cruiseboard_upstream_budget_requests_per_second{account="retail"} 20',
        'cruiseboard_leader{account="moonshot"} 1',
        'cruiseboard_oldest_observation_seconds{account="retail"} 0.3',
      ]),
    );
    expect(text).not.toMatch(/cruiseboard_upstream_clock_skew_seconds.* \d/);
  });
});
