import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import type { AccessConfig } from "./access-config.ts";
import { ConfigError, loadConfig } from "./config.ts";

const credentials = { TENCENTCLOUD_SECRET_ID: "AKIDexample", TENCENTCLOUD_SECRET_KEY: "exampleOfAKey" };
const secret = "exampleOfASecretThatIsLongEnough";
const signIn = {
  OIDC_ISSUER_URL: "https://login.example.com/tenant",
  OIDC_CLIENT_ID: "cruiseboard",
  OIDC_CLIENT_SECRET: "exampleOfAClientSecret",
  PUBLIC_URL: "https://board.example.com",
  SESSION_SECRET: secret,
};

function accessOf(environment: Record<string, string>): AccessConfig {
  return loadConfig({ ...credentials, ...environment }).access;
}

function problemsWith(environment: Record<string, string>): readonly string[] {
  try {
    accessOf(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error("The environment was accepted");
}

function written(text: string): string {
  const path = join(temporaryFolder(), "secret");
  writeFileSync(path, text);
  return path;
}

describe("without any of its variables", () => {
  it("access is open, no proxy is trusted, nothing is masked", () => {
    expect(accessOf({})).toEqual({
      tokens: null,
      signIn: null,
      publicUrl: null,
      basePath: "",
      trustProxy: 0,
      maskForViewers: new Set(),
    });
  });
});

describe("bearer tokens", () => {
  it("are turned on by a secret of 32 bytes, for this audience and any issuer by default", () => {
    const { tokens } = accessOf({ EMBED_JWT_SECRET: secret });
    expect(tokens).toMatchObject({ key: { kind: "secret", secret }, issuer: null, audience: "cruiseboard" });
  });

  it("are turned on by a file with the secret", () => {
    const { tokens } = accessOf({
      EMBED_JWT_SECRET_FILE: written(`${secret}\n`),
      EMBED_JWT_ISSUER: "portal",
      EMBED_JWT_AUDIENCE: "board",
    });
    expect(tokens).toMatchObject({ key: { kind: "secret", secret }, issuer: "portal", audience: "board" });
  });

  it.each(["https://portal.example.com/keys.json", "http://127.0.0.1:9000/keys"])(
    "are turned on by keys at %s",
    (url) => {
      expect(accessOf({ EMBED_JWKS_URL: url }).tokens?.key).toEqual({ kind: "jwks", url: new URL(url) });
    },
  );

  it.each([
    [{ EMBED_JWT_SECRET: secret.slice(1) }, /^EMBED_JWT_SECRET must have at least 32 bytes$/],
    [{ EMBED_JWKS_URL: "http://portal.example.com/keys" }, /^EMBED_JWKS_URL must be an https URL/],
    [{ EMBED_JWKS_URL: "keys.json" }, /^EMBED_JWKS_URL must be an http or https URL/],
    [
      { EMBED_JWT_SECRET: secret, EMBED_JWKS_URL: "https://portal.example.com/keys" },
      /^EMBED_JWT_SECRET and EMBED_JWKS_URL are both set/,
    ],
    [{ EMBED_JWT_ISSUER: "portal" }, /^EMBED_JWT_ISSUER has no effect .* EMBED_JWT_SECRET or EMBED_JWKS_URL/],
    [
      { EMBED_JWT_AUDIENCE: "board" },
      /^EMBED_JWT_AUDIENCE has no effect .* EMBED_JWT_SECRET or EMBED_JWKS_URL/,
    ],
    [{ ...signIn, EMBED_JWT_ISSUER: "portal" }, /^EMBED_JWT_ISSUER has no effect/],
    [{ EMBED_JWT_MAX_HOURS: "8" }, /^EMBED_JWT_MAX_HOURS has no effect/],
    [{ EMBED_JWT_ISSUER: "portal", EMBED_JWKS_URL: "keys.json" }, /^EMBED_JWKS_URL must be/],
  ])("are not turned on by %o", (environment, reason) => {
    const problems = problemsWith(environment);
    expect(problems).toEqual([expect.stringMatching(reason)]);
    expect(problems.join()).not.toContain(secret.slice(1));
  });
});

describe("sign-in", () => {
  it("takes its five variables", () => {
    expect(accessOf(signIn).signIn).toEqual({
      issuer: new URL("https://login.example.com/tenant"),
      clientId: "cruiseboard",
      clientSecret: "exampleOfAClientSecret",
      publicUrl: new URL("https://board.example.com"),
      sessionSecret: secret,
      longestSessionMs: 12 * 3_600_000,
    });
  });

  it("takes how long a session may last", () => {
    for (const hours of [1, 336])
      expect(accessOf({ ...signIn, SESSION_MAX_HOURS: `${hours}` }).signIn?.longestSessionMs).toBe(
        hours * 3_600_000,
      );
    for (const wrong of ["0", "337", "1.5", "12h"])
      expect(problemsWith({ ...signIn, SESSION_MAX_HOURS: wrong })).toEqual([
        expect.stringMatching(/^SESSION_MAX_HOURS must be/),
      ]);
  });

  it("is not turned on by how long a session may last", () => {
    expect(problemsWith({ SESSION_MAX_HOURS: "8" })).toEqual([
      expect.stringMatching(/^SESSION_MAX_HOURS has no effect without sign-in: set OIDC_ISSUER_URL/),
    ]);
  });

  it("takes its secrets from files", () => {
    const { OIDC_CLIENT_SECRET: _one, SESSION_SECRET: _other, ...rest } = signIn;
    const files = {
      OIDC_CLIENT_SECRET_FILE: written("exampleOfAFile16"),
      SESSION_SECRET_FILE: written(secret),
    };
    expect(accessOf({ ...rest, ...files }).signIn).toMatchObject({
      clientSecret: "exampleOfAFile16",
      sessionSecret: secret,
    });
  });

  it.each(Object.keys(signIn) as (keyof typeof signIn)[])("misses %s, by name", (name) => {
    const { [name]: _left, ...rest } = signIn;
    expect(problemsWith(rest)).toEqual([expect.stringMatching(`^${name} is missing: sign-in needs all of`)]);
  });

  it("that is begun with one variable names all others", () => {
    for (const name of ["OIDC_ISSUER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "SESSION_SECRET"] as const)
      expect(problemsWith({ [name]: signIn[name] })).toHaveLength(4);
  });

  it("is not begun by PUBLIC_URL alone", () => {
    const access = accessOf({ PUBLIC_URL: signIn.PUBLIC_URL });
    expect(access).toMatchObject({ signIn: null, publicUrl: new URL(signIn.PUBLIC_URL) });
  });

  it.each([
    ["https://portal.example.com/apps/board", "/apps/board", "https://portal.example.com/apps/board/"],
    ["https://portal.example.com/apps/board/", "/apps/board", "https://portal.example.com/apps/board/"],
    ["/apps/board", "/apps/board", undefined],
    ["https://board.example.com/", "", "https://board.example.com/"],
  ])("finds the path in PUBLIC_URL=%s", (value, basePath, href) => {
    const access = accessOf({ PUBLIC_URL: value });
    expect([access.basePath, access.publicUrl?.href]).toEqual([basePath, href]);
  });

  it.each([
    ["OIDC_ISSUER_URL", "http://login.example.com", /^OIDC_ISSUER_URL must be an https URL/],
    ["PUBLIC_URL", "https://board.example.com/?a=b", /^PUBLIC_URL must be a URL without a query/],
    ["PUBLIC_URL", "https://board.example.com/a//b", /^PUBLIC_URL must have a path of letters/],
    ["PUBLIC_URL", "https://board.example.com/api", /^PUBLIC_URL must not have the path \/api/],
    ["PUBLIC_URL", "/apps/board", /^PUBLIC_URL must be a whole URL, not a path alone/],
    ["PUBLIC_URL", "board.example.com", /^PUBLIC_URL must be an http or https URL/],
    ["SESSION_SECRET", "short", /^SESSION_SECRET must have at least 32 bytes$/],
    ["OIDC_CLIENT_SECRET", "short", /^OIDC_CLIENT_SECRET must have at least 16 bytes$/],
  ])("does not take %s=%s", (name, value, reason) => {
    expect(problemsWith({ ...signIn, [name]: value })).toEqual([expect.stringMatching(reason)]);
  });
});

describe("reachable from other machines", () => {
  it.each([{ EMBED_JWT_SECRET: secret }, { EMBED_JWKS_URL: "https://portal.example.com/keys" }, signIn])(
    "starts with %o",
    (environment) => {
      expect(() => accessOf({ ...environment, HOST: "0.0.0.0" })).not.toThrow();
    },
  );

  it("does not start without an access mode, and says which variables to set", () => {
    const [problem = ""] = problemsWith({ HOST: "0.0.0.0", PUBLIC_URL: signIn.PUBLIC_URL });
    expect(problem).toMatch(/^HOST 0\.0\.0\.0 is reachable from other machines/);
    for (const name of ["EMBED_JWT_SECRET", "EMBED_JWKS_URL", ...Object.keys(signIn)])
      expect(problem).toContain(name);
  });

  it.each(["EMBED_JWKS_URL", "OIDC_ISSUER_URL"])("does not start with %s_FILE, which is not read", (name) => {
    const { [name as "OIDC_ISSUER_URL"]: _left, ...rest } = signIn;
    const given = name === "OIDC_ISSUER_URL" ? rest : {};
    expect(
      problemsWith({ ...given, HOST: "0.0.0.0", [`${name}_FILE`]: written("https://example.com") }),
    ).toEqual([`${name}_FILE is not read: set ${name} itself`]);
  });
});

describe("other variables", () => {
  it.each([
    ["TRUST_PROXY", "2", { trustProxy: 2 }],
    ["TRUST_PROXY", "loopback, 10.0.0.0/8,fd00::/8", { trustProxy: ["loopback", "10.0.0.0/8", "fd00::/8"] }],
    ["MASK_FOR_VIEWERS", "uui, agent", { maskForViewers: new Set(["agent", "uui"]) }],
  ])("%s=%s is read", (name, value, expected) => {
    expect(accessOf({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    ["TRUST_PROXY", "true"],
    ["TRUST_PROXY", "10"],
    ["TRUST_PROXY", "10.0.0.0/33"],
    ["TRUST_PROXY", "proxy.example.com"],
    ["TRUST_PROXY", ","],
    ["MASK_FOR_VIEWERS", "names"],
  ])("%s=%s is refused by name", (name, value) => {
    expect(problemsWith({ [name]: value })).toEqual([expect.stringMatching(`^${name} must`)]);
  });
});

it("prints no secret", () => {
  const config = loadConfig({ ...credentials, ...signIn, EMBED_JWT_SECRET: secret });
  for (const text of [inspect(config, { depth: 9 }), JSON.stringify(config)])
    expect(text).not.toMatch(/exampleOf/);
});
