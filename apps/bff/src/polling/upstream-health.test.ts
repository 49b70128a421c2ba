import { describe, expect, it } from "vitest";
import { createUpstreamHealth, type UpstreamHealth } from "./upstream-health.ts";

/** As it stands a moment after the last call of each test. */
function seen(health: UpstreamHealth, now = 5000) {
  return { status: health.status(now), message: health.message(now), probeEveryMs: health.probeEveryMs };
}

describe("upstream health", () => {
  it("is ok until something is known", () => {
    expect(seen(createUpstreamHealth())).toMatchObject({ status: "ok", message: null, probeEveryMs: null });
  });

  it("believes a refused key at once when nothing was ever answered", () => {
    const health = createUpstreamHealth();
    health.record("credentials", "AuthFailure.SecretIdNotFound: no", 0);
    expect(seen(health)).toMatchObject({
      status: "credentialsRejected",
      message: "AuthFailure.SecretIdNotFound: no",
      probeEveryMs: 15_000,
    });
  });

  it("does not let one stray refusal of a key that works darken the board", () => {
    const health = createUpstreamHealth();
    health.record("ok", null, 0);
    health.record("credentials", "AuthFailure", 100);
    health.record("ok", null, 200);
    health.record("credentials", "AuthFailure", 300);
    expect(seen(health).status).toBe("ok");
  });

  it("tells an unreachable upstream after five broken calls in a row, or two with seconds of silence between", () => {
    const fast = createUpstreamHealth();
    fast.record("ok", null, 0);
    for (let call = 1; call <= 5; call += 1) fast.record("transport", "reset", call * 50);
    expect(seen(fast)).toMatchObject({ status: "unreachable", message: "reset", probeEveryMs: 3000 });
    const slow = createUpstreamHealth();
    slow.record("ok", null, 0);
    slow.record("transport", "reset", 0);
    slow.record("transport", "reset", 3500);
    expect(seen(slow).status).toBe("unreachable");
  });

  it("ends an outage with the first answer, a missing campaign's included", () => {
    const health = createUpstreamHealth();
    for (let call = 0; call < 5; call += 1) health.record("transport", "reset", call);
    expect(health.record("notFound", "gone", 100)).toBe(true);
    expect(health.probeEveryMs).toBeNull();
  });

  it("is degraded while a quarter of the calls fail, and well again when they stop", () => {
    const health = createUpstreamHealth();
    for (let call = 0; call < 20; call += 1)
      health.record(call % 3 === 0 ? "upstream" : "ok", "InternalError", call);
    expect(seen(health)).toMatchObject({ status: "degraded", probeEveryMs: null, message: "InternalError" });
    for (let call = 0; call < 20; call += 1) health.record("ok", null, 100 + call);
    expect(seen(health)).toMatchObject({ status: "ok", message: null });
  });

  it("does not stay degraded because nobody asks any more", () => {
    const health = createUpstreamHealth();
    for (let call = 0; call < 10; call += 1)
      health.record(call % 2 === 0 ? "upstream" : "ok", "InternalError", call);
    expect(seen(health, 20_000).status).toBe("degraded");
    expect(seen(health, 31_000)).toMatchObject({ status: "ok", message: null });
  });

  it("slows down when nothing but internal errors come", () => {
    const health = createUpstreamHealth();
    for (let call = 0; call < 20; call += 1) health.record("upstream", "InternalError", call);
    expect(seen(health)).toMatchObject({ status: "degraded", probeEveryMs: 1000 });
  });

  it("takes a denied application for the answer of an upstream that is well", () => {
    const health = createUpstreamHealth();
    for (let call = 0; call < 50; call += 1) health.record("permission", "UnauthorizedOperation", call);
    expect(seen(health)).toMatchObject({ status: "ok", probeEveryMs: null, message: null });
  });
});
