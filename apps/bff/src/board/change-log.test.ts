import { describe, expect, it } from "vitest";
import { createChangeLog } from "./change-log.ts";

describe("change log", () => {
  it("tells each row once, whatever it changed in", () => {
    const log = createChangeLog(1);
    log.append(2, ["a", "b"]);
    log.append(3, ["b", "c"]);
    expect([...(log.since(1) ?? [])].toSorted()).toEqual(["a", "b", "c"]);
    expect([...(log.since(2) ?? [])].toSorted()).toEqual(["b", "c"]);
    expect([...(log.since(3) ?? [])]).toEqual([]);
  });

  it("owns up to what it has forgotten", () => {
    const log = createChangeLog(1);
    for (let version = 2; version <= 1000; version += 1) log.append(version, [`row ${version}`]);
    expect(log.since(1)).toBeNull();
    expect(log.since(519)).toBeNull();
    expect(log.since(520)?.size).toBe(480);
  });
});
