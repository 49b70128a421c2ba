import { describe, expect, it } from "vitest";
import { type Change, createChangeLog } from "./change-log.ts";

const sighted = (agent: string | null) => ({ sdkAppId: 1, agent });
const change = (...ids: string[]): Change => ({
  before: new Map(ids.map((id) => [id, sighted(null)])),
  accounts: new Set(),
});
const idsOf = (since: Change | null) => [...(since?.before.keys() ?? [])].toSorted();

describe("change log", () => {
  it("tells each row once, whatever it changed in", () => {
    const log = createChangeLog(1);
    log.append(2, change("a", "b"));
    log.append(3, change("b", "c"));
    expect(idsOf(log.since(1))).toEqual(["a", "b", "c"]);
    expect(idsOf(log.since(2))).toEqual(["b", "c"]);
    expect(idsOf(log.since(3))).toEqual([]);
  });

  it("tells how a row stood at that version, not in between", () => {
    const log = createChangeLog(1);
    log.append(2, { before: new Map([["a", null]]), accounts: new Set() });
    log.append(3, { before: new Map([["a", sighted("x")]]), accounts: new Set() });
    log.append(4, { before: new Map([["a", sighted("y")]]), accounts: new Set() });
    const stood = [1, 2, 3].map((version) => log.since(version)?.before.get("a"));
    expect(stood).toEqual([null, sighted("x"), sighted("y")]);
  });

  it("tells for which accounts the upstream's state changed", () => {
    const log = createChangeLog(1);
    log.append(2, { before: new Map(), accounts: new Set(["retail"]) });
    log.append(3, { before: new Map(), accounts: new Set(["service"]) });
    log.append(4, change("a"));
    const accounts = [1, 2, 3].map((version) => [...(log.since(version)?.accounts ?? [])].toSorted());
    expect(accounts).toEqual([["retail", "service"], ["service"], []]);
  });

  it("owns up to what it has forgotten", () => {
    const log = createChangeLog(1);
    for (let version = 2; version <= 1000; version += 1) log.append(version, change(`row ${version}`));
    expect(log.since(1)).toBeNull();
    expect(log.since(519)).toBeNull();
    expect(log.since(520)?.before.size).toBe(480);
  });
});
