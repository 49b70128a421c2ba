import { afterEach, expect, test, vi } from "vitest";
import { campaignFixture } from "../../domain/campaign-fixture.ts";
import { createWatchListChanges } from "./use-watch-list.ts";

interface Sent {
  readonly path: string;
  readonly campaigns: readonly { sdkAppId: number; campaignId: number; label?: string | null }[];
}

const addedAt = "2026-11-22T05:00:00.000Z";

/** A server that answers a removal of campaigns, but for those of `absent`, or refuses it. */
function startServer({ absent = new Set<number>(), refuses = false } = {}) {
  const sent: Sent[] = [];
  const isAbsent = ({ campaignId }: { campaignId: number }) => absent.has(campaignId);
  vi.stubGlobal("fetch", (path: string, { body }: { body: string }) => {
    const { campaigns } = JSON.parse(body) as Sent;
    sent.push({ path, campaigns });
    if (refuses) return Promise.resolve(Response.json({ code: "rate_limited" }, { status: 429 }));
    const answer = path.endsWith("/remove")
      ? {
          // As the server has them, which may differ from what the page knows.
          removed: campaigns
            .filter((key) => !isAbsent(key))
            .map((key) => ({ ...key, label: `label ${key.campaignId}`, addedAt })),
          absent: campaigns.filter(isAbsent),
        }
      : { added: campaigns.length, existing: 0, refused: [] };
    return Promise.resolve(Response.json(answer));
  });
  return sent;
}

function createScene() {
  const announced: { words: string; undo: (() => void) | undefined }[] = [];
  const pollNow = vi.fn<() => void>();
  const changes = createWatchListChanges({
    t: (key: string, values: object = {}) => [key, ...Object.values(values)].join(" "),
    announce: (words, undo) => void announced.push({ words, undo }),
    pollNow,
  });
  return { announced, pollNow, changes };
}

const campaignsUpTo = (count: number) =>
  Array.from({ length: count }, (_, index) => campaignFixture({ campaignId: index + 1, label: "old" }));

afterEach(() => void vi.unstubAllGlobals());

test("many are removed by one request and one poll, and Undo adds what the server removed", async () => {
  const sent = startServer({ absent: new Set([2]) });
  const { announced, pollNow, changes } = createScene();
  const left = await changes.remove(campaignsUpTo(400));
  expect(sent.map(({ path }) => path)).toEqual(["/api/v1/watch-list/remove"]);
  expect(pollNow).toHaveBeenCalledTimes(1);
  expect(left).toHaveLength(400);
  expect(announced.map(({ words }) => words)).toEqual(["watch.removedMany 399 · watch.absent 1"]);
  announced[0]?.undo?.();
  await vi.waitFor(() => expect(announced).toHaveLength(2));
  expect(sent[1]?.path).toBe("/api/v1/watch-list");
  expect(sent[1]?.campaigns).toHaveLength(399);
  expect(sent[1]?.campaigns[1]).toMatchObject({ campaignId: 3, label: "label 3" });
});

test("when it is refused, there is nothing to undo", async () => {
  startServer({ refuses: true });
  const { announced, changes } = createScene();
  expect(await changes.remove(campaignsUpTo(2))).toEqual([]);
  expect(announced).toEqual([{ words: expect.stringContaining("watch.failed") as string, undo: undefined }]);
});

test("a label's Undo sets each campaign's earlier one, and says when the server refuses", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", (_path: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body));
    const refused = Response.json({ code: "rate_limited" }, { status: 429 });
    return Promise.resolve(sent.length < 4 ? new Response(null, { status: 204 }) : refused);
  });
  const { announced, pollNow, changes } = createScene();
  await changes.relabel(campaignsUpTo(2), "new");
  expect(pollNow).toHaveBeenCalledTimes(1);
  announced[0]?.undo?.();
  await vi.waitFor(() => expect(announced).toHaveLength(2));
  expect(sent).toEqual([{ label: "new" }, { label: "new" }, { label: "old" }, { label: "old" }]);
  expect(announced[1]).toEqual({ words: expect.stringContaining("watch.failed") as string, undo: undefined });
});
