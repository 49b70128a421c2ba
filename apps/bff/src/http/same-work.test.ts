import { RateLimiterMemory } from "rate-limiter-flexible";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Line,
  nameOf,
  pathOf,
  questionOf,
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
  world,
} from "../../test/kit/scoped-world.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";

/**
 * How long an answer takes must not reveal what is out of scope, either. The work is the same as for a campaign that does
 * not exist, and no row is read, since its size would be noticeable. `npm run proof -- timing` measures the time itself.
 */
let stage: ScopedStage;
const work: string[] = [];

beforeEach(async () => {
  const consume = RateLimiterMemory.prototype.consume;
  vi.spyOn(RateLimiterMemory.prototype, "consume").mockImplementation(function spend(
    this: RateLimiterMemory,
    ...of
  ) {
    work.push(`spends ${this.keyPrefix} of ${of[0]}`);
    return consume.apply(this, of);
  });
  stage = await setScopedStage({}, (what) => void work.push(what));
});
afterEach(() => void vi.restoreAllMocks());

const namesCampaigns = (line: Line) => line.scope === "campaign" || nameOf(line) in namedInBody;
/** Routes whose body names campaigns. */
const namedInBody: Readonly<Record<string, true>> = {
  "post /api/v1/watch-list": true,
  "post /api/v1/watch-list/preview": true,
  "post /api/v1/watch-list/remove": true,
  "put /api/v1/focus": true,
};

/** All that is asked of anything until the answer is there, status first. */
async function workFor(line: Line, viewer: ViewerName, { sdkAppId, campaignId }: World): Promise<string[]> {
  const { backend, clock } = stage;
  const headers = await headersOf(clock, claims[viewer]);
  const key = { sdkAppId, campaignId };
  work.length = 0;
  const { status } = await backend.ask(pathOf(line, key), questionOf(line, headers, [key]));
  return [`${status}`, ...work];
}

function detail(): Line {
  const line = tableOf(stage.backend).find(({ path }) => path === "/api/v1/campaigns/:sdkAppId/:campaignId");
  if (!line) throw new Error("There is no such route");
  return line;
}

const hiddenFrom = (viewer: ViewerName) =>
  [...world, ...archived].filter(({ campaignId }) => !seenBy[viewer].includes(campaignId));
const restricted = (Object.keys(claims) as ViewerName[]).filter((viewer) => hiddenFrom(viewer).length > 0);

describe.each(restricted)("%s", (viewer) => {
  const hidden = hiddenFrom(viewer);
  // Agents of the archive are read once, by whatever is asked first.
  beforeEach(() => workFor(detail(), viewer, { ...absent, sdkAppId: 3 }));

  it("has the same work done for what is hidden as for what is not there", async () => {
    for (const line of tableOf(stage.backend).filter(namesCampaigns))
      for (const campaign of hidden) {
        const found = await workFor(line, viewer, campaign);
        const expected = await workFor(line, viewer, { ...absent, sdkAppId: campaign.sdkAppId });
        expect({ route: nameOf(line), found }).toEqual({ route: nameOf(line), found: expected });
      }
  });

  it("has it judged from memory: no statement, and nothing asked of the upstream", async () => {
    for (const line of tableOf(stage.backend).filter(({ scope }) => scope === "campaign"))
      for (const campaign of [...hidden, { ...absent, sdkAppId: 3 }]) {
        const done = (await workFor(line, viewer, campaign)).join("\n");
        expect(`${nameOf(line)} ${done}`).not.toMatch(/poller|select|insert|update|delete from/);
      }
  });
});

it("would notice work that differs", async () => {
  const history = tableOf(stage.backend).find(({ path }) => path.endsWith("/history"));
  const [seen] = world;
  if (!history || !seen) throw new Error("There is no such route");
  const done = await workFor(history, "a viewer of everything", seen);
  expect(done.slice(0, 3)).toEqual(["200", "spends history of bearer u-1", "board.find"]);
  expect(done.join("\n")).toMatch(/select .* from "samples"/);
});
