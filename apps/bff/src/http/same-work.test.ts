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
} from "../test-kit/route-table.ts";
import {
  absent,
  archived,
  type ScopedStage,
  setScopedStage,
  type World,
  world,
} from "../test-kit/scoped-world.ts";
import { claims, headersOf } from "../test-kit/viewers.ts";

/**
 * How long an answer takes must not tell what is out of scope, either. Clocks are no proof of that on a machine that
 * does other things, but the work is: whatever is asked about a campaign that is not the viewer's, the database, the
 * board, the poller and the allowance are asked the same, in the same order, as about one that does not exist.
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

const hiddenFrom = (viewer: ViewerName) =>
  [...world, ...archived].filter(({ campaignId }) => !seenBy[viewer].includes(campaignId));
const restricted = (Object.keys(claims) as ViewerName[]).filter((viewer) => hiddenFrom(viewer).length > 0);

describe.each(restricted)("%s", (viewer) => {
  const hidden = hiddenFrom(viewer);

  it("has the same work done for what is hidden as for what is not there", async () => {
    for (const line of tableOf(stage.backend).filter(namesCampaigns))
      for (const campaign of hidden) {
        const found = await workFor(line, viewer, campaign);
        const expected = await workFor(line, viewer, { ...absent, sdkAppId: campaign.sdkAppId });
        expect({ route: nameOf(line), found }).toEqual({ route: nameOf(line), found: expected });
      }
  });

  it("has nothing read of its past, changed, or asked of the upstream for it", async () => {
    for (const line of tableOf(stage.backend).filter(({ scope }) => scope === "campaign"))
      for (const campaign of hidden) {
        const done = (await workFor(line, viewer, campaign)).join("\n");
        expect(`${nameOf(line)} ${done}`).not.toMatch(
          /poller|samples|gaps|attention|insert|update|delete from/,
        );
      }
  });
});

it("would tell work that differs", async () => {
  const history = tableOf(stage.backend).find(({ path }) => path.endsWith("/history"));
  const [seen] = world;
  if (!history || !seen) throw new Error("There is no such route");
  const done = await workFor(history, "a viewer of everything", seen);
  expect(done.slice(0, 3)).toEqual(["200", "spends history of bearer u-1", "board.find"]);
  expect(done.join("\n")).toMatch(/select .* from "samples"/);
});
