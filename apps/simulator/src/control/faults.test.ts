import { createFakeClock } from "@cruiseboard/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { responseOf, startTestSimulator } from "../test-kit/start-test-simulator.ts";

let simulated: Awaited<ReturnType<typeof startTestSimulator>>;

beforeEach(async () => {
  simulated = await startTestSimulator();
});

afterEach(() => simulated.simulator.close());

async function fault(order: object) {
  const { status } = await simulated.control("POST", "faults", order);
  expect(status).toBe(201);
}

/** A simulator whose delays pass only when the clock is advanced. */
async function startSlowly() {
  const clock = createFakeClock(0);
  const slow = await startTestSimulator({
    delay: (act, milliseconds) => {
      const timer = clock.setTimeout(act, milliseconds);
      return () => clock.clearTimeout(timer);
    },
  });
  return { clock, slow };
}

describe("faults", () => {
  it.each([
    ["http500Html", 500, "text/html", /^<!DOCTYPE html>/],
    ["http502Empty", 502, undefined, /^$/],
    ["empty", 200, "application/json", /^$/],
    ["nonJson", 200, "text/plain", /^upstream/],
    ["missingResponse", 200, "application/json", /^\{"message":"ok"\}$/],
    ["redirect", 302, undefined, /^$/],
  ])("%s answers HTTP %i", async (kind, status, type, text) => {
    await fault({ kind, next: 1 });
    const reply = await simulated.call();
    expect(reply.status).toBe(status);
    expect(reply.headers["content-type"]).toBe(type);
    expect(reply.text).toMatch(text);
    expect(await simulated.code()).toBe("none");
    expect(simulated.simulator.statistics.read()).toMatchObject({ faulted: { [kind]: 1 }, answered: 1 });
  });

  it.each(["reset", "truncated"])("%s breaks the connection off", async (kind) => {
    await fault({ kind, next: 1 });
    await expect(simulated.call()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await simulated.code()).toBe("none");
  });

  it.each(["hang", "hangBody"])("%s never ends by itself", async (kind) => {
    await fault({ kind, next: 1 });
    const abort = new AbortController();
    const hanging = simulated.call({ signal: abort.signal });
    await expect.poll(() => simulated.simulator.statistics.read().faulted).toEqual({ [kind]: 1 });
    expect(await simulated.code()).toBe("none");
    abort.abort();
    await expect(hanging).rejects.toThrow(/aborted/);
  });

  it("latency delays the answer, and joins another fault", async () => {
    const { clock, slow } = await startSlowly();
    slow.simulator.faults.add({ kind: "latency", latencyMs: 400, next: 1 });
    slow.simulator.faults.add({ kind: "errorCode", next: 1 });
    let answered = "not yet";
    const delayed = slow.code().then((code) => (answered = code));
    await expect.poll(() => clock.pendingTimers()).toBe(1);
    await clock.advance(399);
    // A call that was sent later is through already.
    expect(await slow.code()).toBe("none");
    expect(answered).toBe("not yet");
    await clock.advance(1);
    expect(await delayed).toBe("InternalError");
    await slow.simulator.close();
  });

  it("forgets delayed answers when the simulator is closed", async () => {
    const { clock, slow } = await startSlowly();
    slow.simulator.faults.add({ kind: "latency" });
    const delayed = slow.call();
    await expect.poll(() => clock.pendingTimers()).toBe(1);
    await Promise.all([
      expect(delayed).rejects.toMatchObject({ code: "ECONNRESET" }),
      slow.simulator.close(),
    ]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it.each(["InternalError.DBError", "RequestLimitExceeded.UinLimitExceeded", "Never.HeardOf"])(
    "errorCode answers %s in the envelope",
    async (code) => {
      await fault({ kind: "errorCode", code });
      expect(await simulated.answer()).toEqual({
        RequestId: expect.any(String),
        Error: { Code: code, Message: expect.any(String) },
      });
      expect(simulated.simulator.statistics.read().refused).toEqual({ [code]: 1 });
    },
  );

  it.each([
    [{ kind: "unknownState" }, { State: 7 }],
    [{ kind: "unknownState", value: 99 }, { State: 99 }],
    [{ kind: "nullField" }, { CalledCalleeCount: null }],
    [{ kind: "nullField", value: "Name" }, { Name: null }],
    [{ kind: "missingField", value: "State" }, { State: undefined }],
    [{ kind: "wrongType" }, { TotalCalleeCount: "many" }],
    [{ kind: "wrongType", value: "Agent" }, { Agent: [42] }],
    [{ kind: "oversizedBody", value: 70_000 }, { Filler: "x".repeat(70_000) }],
  ])("%j changes one field of a right answer", async (order, changed) => {
    const honest = await simulated.answer();
    await fault(order);
    expect({ ...(await simulated.answer()), RequestId: "" }).toEqual({
      ...honest,
      ...changed,
      RequestId: "",
    });
    expect(await simulated.code({ secretKey: "wrong" })).toBe("AuthFailure.SignatureFailure");
  });

  it("clockOffset shifts the Date header and the five minutes", async () => {
    await fault({ kind: "clockOffset", offsetMs: 600_000 });
    const reply = await simulated.call();
    expect(responseOf(reply).Error?.Code).toBe("AuthFailure.SignatureExpire");
    const skew = Date.parse(reply.headers.date ?? "") - Date.now();
    expect(skew).toBeGreaterThan(590_000);
    expect(skew).toBeLessThanOrEqual(600_000);
    expect(await simulated.code({ timestamp: Math.floor(Date.now() / 1000) + 600 })).toBe("none");
    await simulated.control("DELETE", "faults");
    expect(await simulated.code()).toBe("none");
  });

  it("strikes one campaign only, the next calls only, or a share drawn from the seed", async () => {
    await fault({ kind: "errorCode", campaignId: 2570, next: 2 });
    expect(await simulated.code()).toBe("none");
    const about = (campaignId: number) => simulated.code({ campaignId });
    expect([await about(2570), await about(2570), await about(2570)]).toEqual([
      "InternalError",
      "InternalError",
      "none",
    ]);
    await fault({ kind: "errorCode", ratio: 0.3 });
    const codes: string[] = [];
    for (let call = 0; call < 100; call += 1) codes.push(await simulated.code());
    const struck = codes.filter((code) => code === "InternalError").length;
    expect(struck).toBeGreaterThan(15);
    expect(struck).toBeLessThan(45);
  });

  it("lists what is in force, and refuses orders that make no sense", async () => {
    await fault({ kind: "hang", next: 3 });
    expect((await simulated.control("GET", "faults")).body).toEqual({
      faults: [{ id: 1, kind: "hang", next: 3, left: 3, struck: 0 }],
    });
    const refused = [
      { kind: "earthquake" },
      { kind: "hang", ratio: 0.5, next: 1 },
      { kind: "hang", ratio: 2 },
      {},
    ];
    for (const order of [...refused, { kind: "clockOffset" }, { kind: "hang", offsetMs: 5 }]) {
      expect((await simulated.control("POST", "faults", order)).status).toBe(400);
    }
    expect((await simulated.control("DELETE", "faults")).body).toEqual({ faults: [] });
  });
});
