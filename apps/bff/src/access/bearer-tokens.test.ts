import { createFakeClock, type FakeClock, startHttpStub } from "@cruiseboard/testing";
import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { mintToken, secondsFrom, type TokenOptions, tokenSecret } from "../../test/kit/mint-token.ts";
import type { TokenConfig } from "../config/access-config.ts";
import { AccessRefusal, type RefusalReason } from "./admission.ts";
import { type BearerTokens, createBearerTokens } from "./bearer-tokens.ts";
import { createScopeBook } from "./scope.ts";

const start = Date.parse("2026-11-22T08:00:00Z");
const bySecret: TokenConfig = {
  key: { kind: "secret", secret: tokenSecret },
  issuer: null,
  audience: "cruiseboard",
  longestLifeMs: 86_400_000,
};
const claim = { role: "viewer", sdkAppIds: null, agents: null };

type Changes = Readonly<Record<string, unknown>>;

interface Desk {
  readonly clock: FakeClock;
  readonly tokens: BearerTokens;
  /** Reports about the portal's keys: an error, or null once they can be fetched again. */
  readonly keys: readonly unknown[];
  /** A token that is right but for these claims; undefined leaves one out. */
  mint(changes?: Changes, options?: TokenOptions): Promise<string>;
}

function openDesk(config: Partial<TokenConfig> = {}): Desk {
  const clock = createFakeClock(start);
  const scopes = createScopeBook(new Set(), "secret");
  const keys: unknown[] = [];
  return {
    clock,
    tokens: createBearerTokens({
      config: { ...bySecret, ...config },
      clock,
      scopes,
      onKeys: (error) => keys.push(error),
    }),
    keys,
    mint: (changes = {}, options = {}) =>
      mintToken(
        {
          sub: "u-7",
          name: "Li Wei",
          aud: "cruiseboard",
          exp: secondsFrom(clock, 300),
          cruiseboard: claim,
          ...changes,
        },
        options,
      ),
  };
}

/** Why it is refused; "admitted" if it is not. */
async function verdict(tokens: BearerTokens, token: string): Promise<RefusalReason | "admitted"> {
  try {
    await tokens.admit(token);
    return "admitted";
  } catch (error) {
    if (error instanceof AccessRefusal) return error.reason;
    throw error;
  }
}

describe("a token that is right", () => {
  it("admits whom it names, for as long as it is valid and a minute more", async () => {
    const { tokens, mint } = openDesk();
    const admission = await tokens.admit(await mint());
    expect(admission).toMatchObject({
      viewer: { subject: "u-7", name: "Li Wei", role: "viewer", sdkAppIds: null, agents: null },
      by: "bearer",
      until: start + 360_000,
    });
  });

  it("is verified once, then known at once, until it expires", async () => {
    const { clock, tokens, mint } = openDesk();
    const token = await mint();
    const first = await tokens.admit(token);
    expect(await tokens.admit(token)).toBe(first);
    await clock.advance(359_999);
    expect(await tokens.admit(token)).toBe(first);
    await clock.advance(1);
    expect(await verdict(tokens, token)).toBe("expired");
  });

  it("may be for several audiences, may have begun a minute from now, may have no name", async () => {
    const { clock, tokens, mint } = openDesk();
    const token = await mint({
      aud: ["other", "cruiseboard"],
      nbf: secondsFrom(clock, 59),
      sub: undefined,
      name: undefined,
    });
    expect((await tokens.admit(token)).viewer).toMatchObject({ subject: "unnamed", name: "unnamed" });
  });

  it("without a claim shows nothing to a viewer", async () => {
    const { tokens, mint } = openDesk();
    const { viewer, scope } = await tokens.admit(await mint({ cruiseboard: undefined }));
    expect(viewer).toMatchObject({ role: "viewer", sdkAppIds: [], agents: [] });
    expect(scope.maySee({ sdkAppId: 1, agent: "a@b.example" })).toBe(false);
  });
});

describe("a token that is wrong is refused", () => {
  it.each<[string, Changes, RefusalReason]>([
    ["expired", { exp: start / 1000 - 60 }, "expired"],
    ["without an end", { exp: undefined }, "malformed"],
    ["valid for two days", { exp: start / 1000 + 2 * 86_400 }, "livesTooLong"],
    ["not yet valid", { nbf: start / 1000 + 61 }, "notYetValid"],
    ["for another audience", { aud: "payroll" }, "wrongAudience"],
    ["for no audience", { aud: undefined }, "malformed"],
    ["with no claim in the claim", { cruiseboard: {} }, "badClaim"],
    ["with a claim of null", { cruiseboard: null }, "badClaim"],
    ["with another role", { cruiseboard: { ...claim, role: "admin" } }, "badClaim"],
    ["with an application forgotten", { cruiseboard: { role: "viewer", agents: null } }, "badClaim"],
    ["with agents forgotten", { cruiseboard: { role: "viewer", sdkAppIds: null } }, "badClaim"],
    ["with applications in words", { cruiseboard: { ...claim, sdkAppIds: ["1400000000"] } }, "badClaim"],
    ["with every agent in a word", { cruiseboard: { ...claim, agents: "*" } }, "badClaim"],
  ])("%s", async (_what, changes, reason) => {
    const { tokens, mint } = openDesk();
    const token = await mint(changes);
    expect(await verdict(tokens, token)).toBe(reason);
    // And is not let in by having been seen before.
    expect(await verdict(tokens, token)).toBe(reason);
  });

  it("signed with another key, or changed after it was signed", async () => {
    const { tokens, mint } = openDesk();
    expect(await verdict(tokens, await mint({}, { key: new TextEncoder().encode("x".repeat(40)) }))).toBe(
      "badSignature",
    );
    const [header, , signature] = (await mint()).split(".");
    const [, payload] = (await mint({ sub: "another person" })).split(".");
    expect(await verdict(tokens, `${header}.${payload}.${signature}`)).toBe("badSignature");
  });

  it("of an algorithm that the key is not for", async () => {
    const { tokens, mint } = openDesk();
    expect(await verdict(tokens, await mint({}, { alg: "HS384" }))).toBe("wrongAlgorithm");
    const { privateKey } = await generateKeyPair("RS256");
    expect(await verdict(tokens, await mint({}, { alg: "RS256", key: privateKey }))).toBe("wrongAlgorithm");
  });

  it("of no algorithm at all", async () => {
    const { tokens, mint } = openDesk();
    const [, payload, signature] = (await mint()).split(".");
    for (const alg of ["none", "None", "NONE", ""]) {
      const header = Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url");
      for (const token of [`${header}.${payload}.`, `${header}.${payload}.${signature}`])
        await expect(tokens.admit(token)).rejects.toMatchObject({ name: "AccessRefusal" });
    }
  });

  it("of another issuer, where one is expected", async () => {
    const { tokens, mint } = openDesk({ issuer: "https://portal.example.com" });
    expect(await verdict(tokens, await mint({ iss: "https://evil.example" }))).toBe("wrongIssuer");
    expect(await verdict(tokens, await mint())).toBe("malformed");
    const admission = await tokens.admit(await mint({ iss: "https://portal.example.com" }));
    expect(admission.viewer.subject).toBe("u-7");
  });

  it.each(["", ".", "..", "a.b.c", "null", "\u0000", "x".repeat(15_000), "{}.{}.{}"])(
    "no token: %j",
    async (token) => {
      const { tokens } = openDesk();
      expect(await verdict(tokens, token)).toBe("malformed");
    },
  );
});

interface Portal {
  readonly config: TokenConfig;
  /** How often its keys were asked for. */
  readonly fetches: () => number;
  /** Publishes these keys from now on; null: answers 503. */
  publish(keys: readonly object[] | null): void;
}

/** A portal that publishes its keys. */
async function openPortal(keys: readonly object[]): Promise<Portal> {
  let published: readonly object[] | null = keys;
  let fetches = 0;
  const stub = await startHttpStub((_request, response) => {
    fetches += 1;
    response.statusCode = published === null ? 503 : 200;
    response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: published ?? [] }));
  });
  onTestFinished(() => stub.stop());
  return {
    config: { ...bySecret, key: { kind: "jwks", url: new URL("/keys", stub.url) } },
    fetches: () => fetches,
    publish: (next) => {
      published = next;
    },
  };
}

async function keyPair(alg: "RS256" | "ES256", kid: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { alg, kid, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig" } };
}

describe("tokens held against a portal's published keys", () => {
  it.each(["RS256", "ES256"] as const)("are taken if signed with one of them, by %s", async (alg) => {
    const { jwk, ...pair } = await keyPair(alg, "one");
    const portal = await openPortal([jwk]);
    const { tokens, mint } = openDesk(portal.config);
    const [first, second] = [await mint({ sub: "a" }, pair), await mint({ sub: "b" }, pair)];
    expect((await tokens.admit(first)).viewer.subject).toBe("a");
    expect((await tokens.admit(second)).viewer.subject).toBe("b");
    expect(portal.fetches()).toBe(1);
  });

  it("are not taken if the public key was used as a secret", async () => {
    const { jwk } = await keyPair("RS256", "one");
    const { tokens, mint } = openDesk((await openPortal([jwk])).config);
    const secret = new TextEncoder().encode(JSON.stringify(jwk));
    expect(await verdict(tokens, await mint({}, { alg: "HS256", kid: "one", key: secret }))).toBe(
      "wrongAlgorithm",
    );
  });

  it("with a key unknown have the set fetched once, not by every token of a flood", async () => {
    const { jwk } = await keyPair("RS256", "one");
    const unknown = await keyPair("RS256", "other");
    const portal = await openPortal([jwk]);
    const { tokens, mint } = openDesk(portal.config);
    for (let index = 0; index < 20; index += 1)
      expect(
        await verdict(tokens, await mint({ sub: `${index}` }, { ...unknown, kid: `kid-${index}` })),
      ).toBe("unknownKey");
    expect(portal.fetches()).toBeLessThanOrEqual(2);
  });

  it("are taken by a key that came later, and no more by one that was withdrawn", async () => {
    const [old, next] = [await keyPair("RS256", "old"), await keyPair("ES256", "next")];
    const portal = await openPortal([old.jwk]);
    const { clock, tokens, mint } = openDesk(portal.config);
    await tokens.admit(await mint({}, old));
    portal.publish([next.jwk]);
    await clock.advance(31_000);
    expect((await tokens.admit(await mint({}, next))).viewer.subject).toBe("u-7");
    expect(await verdict(tokens, await mint({ sub: "late" }, old))).toBe("unknownKey");
    expect(portal.fetches()).toBe(2);
  });

  it("say that it is not their fault when the keys cannot be had, and are taken once they can", async () => {
    const { jwk, ...pair } = await keyPair("ES256", "one");
    const portal = await openPortal([jwk]);
    const { clock, keys, tokens, mint } = openDesk(portal.config);
    const token = await mint({}, pair);
    portal.publish(null);
    expect(await verdict(tokens, token)).toBe("unavailable");
    portal.publish([jwk]);
    await clock.advance(1000);
    expect((await tokens.admit(token)).viewer.subject).toBe("u-7");
    expect(keys).toEqual([expect.any(Error), null]);
  });

  it("keep known keys for an hour while the set cannot be fetched, which is reported once and retried seldom", async () => {
    const { jwk, ...pair } = await keyPair("ES256", "one");
    const unknown = await keyPair("ES256", "other");
    const portal = await openPortal([jwk]);
    const { clock, keys, tokens, mint } = openDesk(portal.config);
    await tokens.admit(await mint({}, pair));
    portal.publish(null);
    const before = portal.fetches();
    for (let index = 0; index < 1000; index += 1) {
      await clock.advance(600);
      const junk = await mint({ sub: `${index}` }, { ...unknown, kid: `kid-${index}` });
      expect(await verdict(tokens, junk)).toBe("unknownKey");
    }
    expect(portal.fetches() - before).toBeLessThanOrEqual(20);
    expect(keys).toHaveLength(1);
    expect((await tokens.admit(await mint({ sub: "late" }, pair))).viewer.subject).toBe("late");
    await clock.advance(3_600_000);
    expect(await verdict(tokens, await mint({ sub: "too late" }, pair))).toBe("unavailable");
  });
});
