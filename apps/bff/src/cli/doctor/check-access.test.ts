import { describe, expect, it } from "vitest";
import { answering, freePort, soundInstallation } from "../../../test/kit/sound-installation.ts";

const { said } = soundInstallation();

const signInAt = (issuer: string) => ({
  EMBED_JWT_SECRET: "",
  OIDC_ISSUER_URL: issuer,
  OIDC_CLIENT_ID: "board",
  OIDC_CLIENT_SECRET: "Zq7SecretOfTheClient",
  PUBLIC_URL: "https://board.example.com",
  SESSION_SECRET: "Zq7SecretOfTheSessionsOfThisTest!",
});

describe("access", () => {
  const withoutTokens = { EMBED_JWT_SECRET: "" };

  it("that is open is worth a word", async () => {
    expect(await said("Access", withoutTokens)).toMatch(/^– .*open to every user of this machine/);
    expect(await said("Proxy", { ...withoutTokens, TRUST_PROXY: "1" })).toMatch(
      /^✗ .*TRUST_PROXY is refused\n.*EMBED_JWT_SECRET/,
    );
  });

  it.each([
    [{ keys: [{ kty: "RSA" }] }, /^✓ .*with 1 of EMBED_JWKS_URL/],
    [{ keys: [] }, /^✗ .*without keys/],
    ["text", /^✗ .*something else/],
  ])("by a key set %j", async (answer, words) => {
    const url = await answering(() => answer);
    expect(await said("Tokens", { ...withoutTokens, EMBED_JWKS_URL: url })).toMatch(words);
  });

  it("by a key set that cannot be fetched is wrong", async () => {
    const url = `http://127.0.0.1:${await freePort()}/keys`;
    expect(await said("Tokens", { ...withoutTokens, EMBED_JWKS_URL: url })).toMatch(/^✗ .*ECONNREFUSED/);
  });

  it.each([
    [(url: string) => url, /^✓ .*https:\/\/board\.example\.com\/auth\/callback/],
    [() => "https://another.example.com", /^✗ .*calls itself https:\/\/another\.example\.com/],
  ])("by sign-in asks the provider for its name", async (nameOf, words) => {
    const signIn = signInAt(await answering((origin) => ({ issuer: nameOf(origin) })));
    expect(await said("Sign-in", signIn)).toMatch(words);
    expect(await said("Proxy", signIn)).toMatch(/^– .*no proxy in front is trusted/);
    expect(await said("Framing", signIn)).toContain("gets no cookies");
  });

  it.each([
    [{}, /^– .*no revocation_endpoint.*stays valid there\n.*expire soon/],
    [{ revocation_endpoint: "https://login.example.com/revoke" }, /^✓ .*revokes its refresh token/],
  ])("by sign-in says what signing out ends at a provider with %j", async (endpoints, words) => {
    const url = await answering((issuer) => ({ issuer, ...endpoints }));
    expect(await said("Sign-out", signInAt(url))).toMatch(words);
  });

  it("by frames, pages and receivers over plain HTTP is worth a word", async () => {
    const words = await said("Encryption", {
      EMBED_PARENT_ORIGINS: "http://portal.example.com,http://localhost:3000",
      PUBLIC_URL: "http://board.example.com",
      WEBHOOK_URLS: "generic=http://hooks.example.com/Zq7",
      WEBHOOK_SECRET: "Zq7SecretOfTheWebhooksOfThisTest",
    });
    expect(words).toMatch(/^– Encryption +PUBLIC_URL: .*board\.example\.com is not encrypted/m);
    expect(words).toMatch(/^– Encryption +EMBED_PARENT_ORIGINS: .*portal\.example\.com is not encrypted/m);
    expect(words).toMatch(/^– Encryption +WEBHOOK_URLS entry 1: .*is not encrypted/m);
    expect(words).not.toContain("localhost");
  });

  it("without portals is worth a word", async () => {
    expect(await said("Framing", { EMBED_PARENT_ORIGINS: "" })).toMatch(/^– .*no page may frame/);
  });
});
