import { boardAnswerSchema } from "@cruiseboard/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { accountsFile } from "../../test/kit/accounts-file.ts";
import type { Reply } from "../../test/kit/ask.ts";
import { nameOf, pathOf, questionOf, removalsLast, tableOf } from "../../test/kit/route-table.ts";
import {
  nextVersion,
  type ScopedStage,
  setScopedStage,
  world,
  worldKeys,
} from "../../test/kit/scoped-world.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";
import { RefreshError } from "../polling/request-queues.ts";

/** The upstream's message may name the account and applications of others: it is for unrestricted managers alone. */
const marker = "uin 100012345678, application 1499999999";
const failure = {
  code: "AuthFailure.UnauthorizedOperation",
  message: `denied to ${marker}`,
  requestId: "r-7",
};
const troubled = {
  status: "degraded",
  budgetPerSecond: 20,
  usedPerSecond: 1,
  clockSkewMs: 0,
  message: `${failure.code}: ${failure.message}`,
} as const;

const viewers = { ...claims, "no claim": undefined };
type ViewerName = keyof typeof viewers;
const names = Object.keys(viewers) as ViewerName[];
const others = names.filter((name) => name !== "a manager of everything");

let stage: ScopedStage;
/** Of each viewer, from before the failures. */
const cursors = new Map<ViewerName, string>();

beforeEach(async () => {
  const environment = {
    CCC_ACCOUNTS_FILE: accountsFile([
      { name: "retail", sdkAppIds: [1] },
      { name: "moonshot", sdkAppIds: [2] },
    ]),
  };
  stage = await setScopedStage(environment, undefined, {
    upstreamOf: () => troubled,
    refresh: () => Promise.reject(new RefreshError("failed", failure)),
    preview: () => Promise.resolve({ kind: "failed", at: stage.clock.now(), failure, cause: "application" }),
  });
  const { services } = stage.backend;
  for (const name of names) cursors.set(name, boardAnswerSchema.parse((await poll(name)).json()).cursor);
  for (const [index, key] of worldKeys.entries()) {
    const at = stage.clock.now();
    if (index === 4) continue;
    services.board.observe(
      key,
      index === 1 ? { kind: "notFound", at, failure } : { kind: "failed", at, failure, cause: "application" },
    );
  }
  await nextVersion(services, stage.clock);
});

async function poll(name: ViewerName, since?: string): Promise<Reply> {
  const headers = await headersOf(stage.clock, viewers[name]);
  return stage.backend.ask(`/api/v1/campaigns${since === undefined ? "" : `?since=${since}`}`, { headers });
}

/** Names of the routes whose answers hold the marker, headers included. */
async function routesWithMarker(name: ViewerName): Promise<string[]> {
  const { backend, clock } = stage;
  const headers = await headersOf(clock, viewers[name]);
  const found = new Set<string>();
  const note = (route: string, { headers: answered, text }: Reply) => {
    if (`${JSON.stringify(answered)} ${text}`.includes(marker)) found.add(route);
  };
  note("a delta", await poll(name, cursors.get(name)));
  // What only Prometheus and the machine's own users read.
  for (const line of tableOf(backend)
    .toSorted(removalsLast)
    .filter(({ path }) => path !== "/metrics"))
    for (const campaign of line.path.includes(":") ? world : world.slice(0, 1))
      note(nameOf(line), await backend.ask(pathOf(line, campaign), questionOf(line, headers)));
  return [...found];
}

describe("the upstream's message", () => {
  it.each(others)("is in no answer to %s", async (name) => {
    expect(await routesWithMarker(name)).toEqual([]);
  });

  it("is shown to a manager without a restriction", async () => {
    expect(await routesWithMarker("a manager of everything")).toEqual([
      "a delta",
      "get /api/v1/campaigns",
      "get /api/v1/campaigns/:sdkAppId/:campaignId",
      "post /api/v1/campaigns/:sdkAppId/:campaignId/refresh",
      "post /api/v1/watch-list/preview",
    ]);
  });

  it.each(["a viewer of everything", "a manager of an application", "an agent glob"] as const)(
    "gives way to a sentence of ours for %s, who keeps status and code",
    async (name) => {
      const { campaigns, upstream } = boardAnswerSchema.parse((await poll(name)).json());
      expect(upstream).toMatchObject({ status: "degraded", message: null });
      const { campaignId } = campaigns[0] ?? {};
      expect([campaignId, campaigns[0]?.failure]).toMatchObject([
        770_001,
        { code: failure.code, message: "The key may not see this application", requestId: "r-7" },
      ]);
    },
  );

  it("is withheld in a refresh and a preview that fail, but for the code", async () => {
    const { backend, clock } = stage;
    const headers = await headersOf(clock, claims["a manager of an application"]);
    const refreshed = await backend.ask("/api/v1/campaigns/1/770001/refresh", { method: "POST", headers });
    expect(refreshed.json()).toMatchObject({
      status: 502,
      detail: `${failure.code}: The key may not see this application (RequestId r-7)`,
    });
    const body = { campaigns: [worldKeys[4]] };
    const previewed = await backend.ask("/api/v1/watch-list/preview", { method: "POST", headers, body });
    expect(previewed.json()).toMatchObject({
      campaigns: [{ outcome: "failed", code: failure.code, message: "The key may not see this application" }],
    });
  });

  it("does not come out of an answer that an unrestricted manager was given before", async () => {
    for (const name of [
      "a manager of everything",
      "a viewer of everything",
      "a manager of everything",
    ] as const)
      expect([name, (await poll(name)).text.includes(marker)]).toEqual([
        name,
        name === "a manager of everything",
      ]);
  });
});
