import { beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../test/kit/ask.ts";
import { problemOf } from "../../test/kit/problem-of.ts";
import {
  canBeAsked,
  type Line,
  nameOf,
  pathOf,
  questionOf,
  removalsLast,
  seenBy,
  tableOf,
  type ViewerName,
} from "../../test/kit/route-table.ts";
import {
  absent,
  archived,
  type ScopedStage,
  setScopedStage,
  type World,
  wordsOf,
  world,
} from "../../test/kit/scoped-world.ts";
import { claims, headersOf, invalidCredentials } from "../../test/kit/viewers.ts";

/**
 * Every route of the table, whatever it may be tomorrow, asked by viewers of every kind. What is out of scope must not
 * show in any body or header, nor make any answer differ from that about a campaign that does not exist.
 */
/** What lists what. */
const listed: Readonly<Record<string, readonly World[]>> = {
  "get /api/v1/campaigns": world,
  "get /api/v1/campaigns.csv": world,
  "get /api/v1/watch-list": world,
  "get /api/v1/watch-list.csv": world,
  "get /api/v1/watch-list/archive": archived,
};
/** What only managers without a restriction may. */
const forWholeManagers = new Set([
  "put /api/v1/watch-list/archive-rule",
  "get /api/v1/api-keys",
  "post /api/v1/api-keys",
  "delete /api/v1/api-keys/:id",
]);
/** What answers about others than the campaigns of the board. */
const forOthers = new Set([
  "delete /api/v1/watch-list/archive/:sdkAppId/:campaignId",
  "delete /api/v1/api-keys/:id",
]);

/** All that came, but for the time. */
function whole({ status, headers, text }: Reply): string {
  const { date: _date, ...rest } = headers;
  return JSON.stringify([status, rest, text]);
}

const invalidNames = Object.keys(await invalidCredentials({ now: () => 0 }));

let stage: ScopedStage;
beforeEach(async () => {
  stage = await setScopedStage();
});

it("knows how to ask every route that takes a body", () => {
  expect(tableOf(stage.backend).filter((line) => !canBeAsked(line))).toEqual([]);
});

describe("a request without valid credentials", () => {
  it.each(invalidNames)("%s is refused", async (name) => {
    const { backend, clock } = stage;
    const headers = (await invalidCredentials(clock))[name] ?? {};
    for (const line of tableOf(backend)) {
      for (const campaign of [world[0] ?? absent, absent]) {
        const reply = await backend.ask(pathOf(line, campaign), questionOf(line, headers));
        for (const word of [...world, ...archived].flatMap(wordsOf)) expect(whole(reply)).not.toContain(word);
        if (line.access === "anyone") continue;
        expect(problemOf(reply, 401).code).toBe("unauthenticated");
        expect(reply.headers["www-authenticate"]).toMatch(/^Bearer realm="cruiseboard"/);
      }
    }
  });
});

describe.each(Object.keys(claims) as ViewerName[])("%s", (name) => {
  const visible = new Set(seenBy[name]);
  const hidden = [...world, ...archived].filter(({ campaignId }) => !visible.has(campaignId));
  const watched = world.filter(({ campaignId }) => visible.has(campaignId));
  const { role, sdkAppIds, agents } = claims[name];
  const mayNot = (line: Line) =>
    ((line.access === "manager" || line.access === "registrar") && role !== "manager") ||
    (forWholeManagers.has(nameOf(line)) && (sdkAppIds !== null || agents !== null));

  async function everyLine(check: (line: Line, ask: (of: World) => Promise<Reply>) => Promise<void>) {
    const { backend, clock } = stage;
    const headers = await headersOf(clock, claims[name]);
    for (const line of tableOf(backend).toSorted(removalsLast))
      await check(line, (of) => backend.ask(pathOf(line, of), questionOf(line, headers)));
  }

  it("is never shown what is out of scope", async () => {
    await everyLine(async (line, ask) => {
      for (const campaign of line.path.includes(":") ? [...hidden, absent] : [absent]) {
        const shown = whole(await ask(campaign));
        for (const word of hidden.flatMap(wordsOf)) expect(`${nameOf(line)} ${shown}`).not.toContain(word);
        if (line.path.includes(":") || questionOf(line, {}).body !== undefined) continue;
        for (const { campaignId } of hidden)
          expect(`${nameOf(line)} ${shown}`).not.toContain(`${campaignId}`);
      }
    });
  });

  it("cannot distinguish out of scope from absent", async () => {
    await everyLine(async (line, ask) => {
      if (line.scope !== "campaign") return;
      const nothing = await ask(absent);
      problemOf(nothing, mayNot(line) ? 403 : 404);
      for (const campaign of hidden) expect(whole(await ask(campaign))).toBe(whole(nothing));
    });
  });

  it("is shown what is in scope, and all of it", async () => {
    await everyLine(async (line, ask) => {
      for (const target of line.path.includes(":") ? watched : [absent]) {
        const reply = await ask(target);
        const expected = forOthers.has(nameOf(line)) ? 404 : (line.status ?? 200);
        expect([nameOf(line), reply.status]).toEqual([nameOf(line), mayNot(line) ? 403 : expected]);
        for (const { campaignId } of listed[nameOf(line)]?.filter((one) => visible.has(one.campaignId)) ?? [])
          expect(reply.text).toContain(`${campaignId}`);
      }
    });
  });
});

describe("masking by role", () => {
  it("hides agents and uui from viewers on every route, not from managers", async () => {
    stage = await setScopedStage({ MASK_FOR_VIEWERS: "uui,agent" });
    const { backend, clock } = stage;
    const words = world.flatMap(({ campaignId, agent }) => [
      `uui of ${campaignId}`,
      `break of ${campaignId}`,
      ...(agent ? [agent] : []),
    ]);
    for (const name of ["a viewer of everything", "an agent glob"] as const) {
      const headers = await headersOf(clock, claims[name]);
      for (const line of tableOf(backend).filter(({ method }) => method === "get")) {
        const reply = await backend.ask(pathOf(line, world[0] ?? absent), questionOf(line, headers));
        for (const word of words) expect(`${nameOf(line)} ${whole(reply)}`).not.toContain(word);
      }
    }
    const headers = await headersOf(clock, claims["a manager of everything"]);
    const reply = await backend.ask("/api/v1/campaigns/1/770001", { headers });
    expect(reply.json()).toMatchObject({ agent: "anna@team-a.example.com", uui: "uui of 770001" });
    const agents = await backend.ask("/api/v1/agents", { headers });
    expect(agents.json()).toMatchObject({
      agents: world.flatMap(({ sdkAppId, campaignId, agent }) =>
        agent === null
          ? []
          : [{ sdkAppId, agent, agentStatus: { status: "onBreak", reason: `break of ${campaignId}` } }],
      ),
    });
  });
});
