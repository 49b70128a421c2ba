import { createFakeClock, startHttpStub } from "@cruiseboard/testing";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, it, onTestFinished } from "vitest";
import { createIdentityProvider } from "./identity-provider.ts";

const config = {
  clientId: "board",
  clientSecret: "secretOfTheClient",
  publicUrl: new URL("https://board.example.com"),
  sessionSecret: "secretOfTheSessionsOfThisTest!!!",
  longestSessionMs: 3_600_000,
};

/** A provider that publishes one key and may sign with another. */
async function setStage(signs: "with its key" | "with another key") {
  const [published, another] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const key = { ...(await exportJWK(published.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  let nonce = "";
  const answers: Record<string, (issuer: string) => unknown> = {
    "/.well-known/openid-configuration": (issuer) => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
    }),
    "/keys": () => ({ keys: [key] }),
    "/token": async (issuer) => ({
      access_token: "opaque",
      token_type: "bearer",
      id_token: await new SignJWT({ nonce })
        .setProtectedHeader({ alg: "RS256", kid: "one" })
        .setIssuer(issuer)
        .setAudience(config.clientId)
        .setSubject("u-7")
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign((signs === "with its key" ? published : another).privateKey),
    }),
  };
  const stub = await startHttpStub(({ url = "", headers }, response) => {
    void Promise.resolve(answers[url]?.(`http://${headers.host}`)).then((answer) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer)),
    );
  });
  onTestFinished(() => stub.stop());
  const provider = createIdentityProvider({ ...config, issuer: new URL(stub.url) }, createFakeClock(0));
  const { departure } = await provider.depart();
  nonce = departure.nonce;
  const back = new URL(`/auth/callback?code=abc&state=${departure.state}`, config.publicUrl);
  return provider.arrive(back, departure);
}

it("is trusted with an ID token that is signed with one of its keys", async () => {
  expect((await setStage("with its key")).claims).toMatchObject({ sub: "u-7" });
});

it("does not by one that is signed with any other, although it came over its own connection", async () => {
  await expect(setStage("with another key")).rejects.toMatchObject({ reason: "notSignedIn" });
});
