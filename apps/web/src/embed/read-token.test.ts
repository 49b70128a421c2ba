import { describe, expect, it } from "vitest";
import { readToken } from "./token-keeper.ts";

const now = Date.parse("2026-11-22T08:00:00.000Z");
const seconds = now / 1000;

function tokenOf(claims: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
}

function identity(claims: object): string {
  return readToken(tokenOf(claims), now).identity;
}

describe("readToken", () => {
  it.each([
    ["what is left of it", { exp: seconds + 300 }, 300_000],
    ["less, when it was minted a while ago", { iat: seconds - 200, exp: seconds + 100 }, 100_000],
    ["its whole length, where our clock is behind", { iat: seconds + 3600, exp: seconds + 3900 }, 300_000],
    ["its whole length, where our clock is ahead", { iat: seconds - 3600, exp: seconds - 3300 }, 300_000],
    ["five minutes, where our clock is ahead and iat is missing", { exp: seconds - 10 }, 300_000],
    ["five minutes, without exp", {}, 300_000],
    ["five minutes, when exp is invalid", { exp: "soon" }, 300_000],
    ["what is left, when it began after its end", { iat: seconds + 900, exp: seconds + 60 }, 60_000],
  ])("holds for %s", (_what, claims, life) => {
    expect(readToken(tokenOf(claims), now).lifeMs).toBe(life);
  });

  it.each(["", "opaque", "a.b.c", "a.bnVsbA.c", "..", `e30.${"%".repeat(9)}.x`])(
    "takes anything: %j",
    (token) => {
      expect(readToken(token, now).lifeMs).toBe(300_000);
    },
  );

  it("distinguishes viewers and scopes", () => {
    const anna = { sub: "anna", cruiseboard: { role: "viewer", agents: ["*@团队.example"] } };
    expect(identity({ ...anna, exp: 1, jti: "a" })).toBe(identity({ ...anna, exp: 2, jti: "b" }));
    expect(identity(anna)).not.toBe(identity({ ...anna, sub: "bert" }));
    expect(identity(anna)).not.toBe(identity({ ...anna, cruiseboard: { role: "manager" } }));
  });
});
