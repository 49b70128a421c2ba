import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeStaffStatus } from "./describe-staff-status-metrics.ts";
import { readReply } from "./read-answer.ts";

const read = (Metrics: unknown) =>
  readReply({ Response: { Metrics, RequestId: "r" } }, describeStaffStatus.schema);
const agents = (Metrics: unknown) => {
  const reply = read(Metrics);
  return reply.kind === "facts" ? reply.facts.agents : reply.kind;
};

describe("describeStaffStatusMetrics", () => {
  it("asks for all agents of an application", () => {
    expect(describeStaffStatus.bodyOf({ sdkAppId: 1400000000 })).toEqual({ SdkAppId: 1400000000 });
  });

  it("reads the published fields", () => {
    const entry = {
      Email: "Foo@tencent.com",
      Status: "rest",
      StatusExtra: { Type: "tel", Direct: "in" },
      Reason: "lunch",
      LastStatusTimestamp: 1708483433,
      OnlineDuration: 9,
      ClientInfo: [],
    };
    expect(agents([entry])).toEqual([
      { account: "Foo@tencent.com", status: "rest", reason: "lunch", statusSince: 1708483433000 },
    ]);
  });

  it("takes a time of 0 for none", () => {
    expect(agents([{ LastStatusTimestamp: 0 }])).toMatchObject([{ statusSince: null }]);
  });

  it.each([
    ["afterCallWork", "aftercallwork"],
    ["aftercallwork", "aftercallwork"],
    ["notReady", "notready"],
    ["notready", "notready"],
    ["FREE", "free"],
    ["busy", "busy"],
    ["offline", "offline"],
    ["lunching", "unknown"],
    ["", "unknown"],
    [null, "unknown"],
  ])("reads the status %s as %s", (Status, status) => {
    expect(agents([{ Status, Reason: "" }])).toEqual([
      { account: null, status, reason: null, statusSince: null },
    ]);
  });

  it("takes an empty list, and null, as no agents, and anything else as no answer", () => {
    expect(agents([])).toEqual([]);
    expect(agents(null)).toEqual([]);
    for (const wrong of [undefined, {}, "x", 7]) expect(agents(wrong)).toBe("malformed");
    const many = read(Array.from({ length: 50_001 }, () => ({ Email: 4 })));
    expect(many.kind === "malformed" && many.reason.length).toBeLessThan(500);
  });

  it.each([
    [{ Email: "a@b", Status: 4 }, "a@b"],
    [{ Email: "a@b", Status: "rest", Reason: {} }, "a@b"],
    [{ Email: "a@b", Status: "rest", LastStatusTimestamp: "1" }, "a@b"],
    [{ Email: "a@b", Status: "rest", LastStatusTimestamp: -1 }, "a@b"],
    [{ Email: "a@b" }, "a@b"],
    [{ Email: 4, Status: "rest" }, null],
    [null, null],
    [7, null],
    [[], null],
  ])("reads of the entry %j no status, and the other agents beside it", (entry, account) => {
    const [unreadable, other] = [entry, { Email: "c@d", Status: "rest", LastStatusTimestamp: 5 }];
    expect(agents([unreadable, other])).toEqual([
      { account, status: "unknown", reason: null, statusSince: null },
      { account: "c@d", status: "rest", reason: null, statusSince: 5000 },
    ]);
  });

  it("never throws, whatever JSON comes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => agents(json)).not.toThrow();
      }),
    );
  });
});
