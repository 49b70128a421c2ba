import { type CreateApiKey, createdApiKeySchema } from "@cruiseboard/contract";
import { describe, expect, it } from "vitest";
import { problemOf } from "../../test/kit/problem-of.ts";
import { nameOf, pathOf, questionOf, removalsLast, tableOf } from "../../test/kit/route-table.ts";
import { absent, type ScopedStage, setScopedStage, worldKeys } from "../../test/kit/scoped-world.ts";
import { claims, headersOf } from "../../test/kit/viewers.ts";

const path = "/api/v1/api-keys";
const watchList = "/api/v1/watch-list";
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function make({ backend, clock }: ScopedStage, wanted: Omit<CreateApiKey, "name">) {
  const headers = await headersOf(clock, claims["a manager of everything"]);
  const reply = await backend.ask(path, { method: "POST", headers, body: { name: "a program", ...wanted } });
  expect(reply.status).toBe(201);
  return createdApiKeySchema.parse(reply.json());
}

describe("an API key", () => {
  it.each([
    ["registrar", null],
    ["registrar", [1]],
    ["viewer", null],
    ["viewer", [1]],
    ["manager", null],
    ["manager", [1]],
  ] as const)(
    "of a %s of %j may do on every route what that role may, and never manage keys",
    async (role, ids) => {
      const stage = await setScopedStage();
      const { key } = await make(stage, { role, sdkAppIds: ids && [...ids] });
      for (const line of tableOf(stage.backend).toSorted(removalsLast)) {
        const target = line.path.includes("archive/") ? absent : (worldKeys[0] ?? absent);
        const { status } = await stage.backend.ask(
          pathOf(line, { ...absent, ...target }),
          questionOf(line, bearer(key)),
        );
        const forManagers = line.access === "manager" || line.path.startsWith(path);
        const isOfAll = line.path === `${watchList}/archive-rule` && line.method === "put";
        const may =
          line.access === "anyone" ||
          ((role === "registrar" ? line.access === "registrar" : !line.path.startsWith(path)) &&
            (role !== "viewer" || !(forManagers || line.access === "registrar")) &&
            !(isOfAll && ids !== null));
        expect([nameOf(line), status === 403]).toEqual([nameOf(line), !may]);
        expect([nameOf(line), [400, 401, 500].includes(status)]).toEqual([nameOf(line), false]);
      }
    },
  );

  it("of a registrar adds within its applications, keeps others' labels, and learns nothing of them", async () => {
    const stage = await setScopedStage();
    const { key } = await make(stage, { role: "registrar", sdkAppIds: [1] });
    const campaigns = [
      { sdkAppId: 1, campaignId: 770_001, label: "taken over" },
      { sdkAppId: 1, campaignId: 9, label: "Spring" },
      { sdkAppId: 2, campaignId: 770_003 },
    ];
    const add = () =>
      stage.backend.ask(watchList, { method: "POST", headers: bearer(key), body: { campaigns } });
    const refused = [{ sdkAppId: 2, campaignId: 770_003, code: "application_not_allowed" }];
    expect((await add()).json()).toEqual({ added: 1, existing: 1, refused });
    expect((await add()).json()).toEqual({ added: 0, existing: 2, refused });
    const labels = new Map(
      (await stage.backend.services.watchList.entries()).map(({ campaignId, label }) => [campaignId, label]),
    );
    expect([labels.get(770_001), labels.get(9)]).toEqual(["label of 770001", "Spring"]);
  });

  it("is refused once revoked, shown once, stored as a hash, and in no log", async () => {
    const stage = await setScopedStage();
    const { backend, clock } = stage;
    const manager = await headersOf(clock, claims["a manager of everything"]);
    const { key, id, lastUsedAt } = await make(stage, { role: "viewer", sdkAppIds: null });
    expect(lastUsedAt).toBeNull();
    const board = () => backend.ask("/api/v1/campaigns", { headers: bearer(key) });
    expect((await board()).status).toBe(200);
    const listed = await backend.ask(path, { headers: manager });
    expect(listed.json()).toMatchObject({ keys: [{ id, lastUsedAt: new Date(clock.now()).toISOString() }] });
    expect(listed.text).not.toContain("cbk_");
    await backend.ask(`${path}/${id}`, { method: "DELETE", headers: manager });
    expect(problemOf(await board(), 401).code).toBe("unauthenticated");
    const again = await backend.ask(`${path}/${id}`, { method: "DELETE", headers: manager });
    expect(problemOf(again, 404).code).toBe("not_found");
    const flipped = key.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    for (const other of [flipped, "cbk_", `cbk_${"0".repeat(48)}`])
      expect((await backend.ask("/api/v1/session", { headers: bearer(other) })).status).toBe(401);
    expect(backend.logged.join("")).not.toContain(key);
    expect(backend.logged.join("")).toMatch(/"event":"changed","subject":"u-1".*api-keys/);
  });
});
