import { expect, it } from "vitest";
import { loadConfig } from "../config/config.ts";
import { createLogger, secretsOf } from "./create-logger.ts";

const environment = {
  TENCENTCLOUD_SECRET_ID: "AKIDofTheTest",
  TENCENTCLOUD_SECRET_KEY: "Zq7SecretKey",
  TENCENTCLOUD_SESSION_TOKEN: "Zq7SessionToken",
  DATABASE_URL: "postgres://board:Zq7Pass%21word@db.example.com/board",
  EMBED_JWT_SECRET: 'Zq7"Secret\\OfTheTokensOfThisTest',
  OIDC_ISSUER_URL: "https://id.example.com",
  OIDC_CLIENT_ID: "board",
  OIDC_CLIENT_SECRET: "Zq7SecretOfTheClient",
  PUBLIC_URL: "https://board.example.com",
  SESSION_SECRET: "Zq7SecretOfTheSessionsOfThisTest!",
  METRICS_TOKEN: "Zq7TokenOfTheMetrics",
  WEBHOOK_URLS:
    "wecom=https://chat.example.com/send?key=Zq7Robot,generic=https://hooks.example.com/Zq7Path#Zq7SecretOfThisOneHook99",
  WEBHOOK_SECRET: "Zq7SecretOfTheWebhooks99",
};

/** What is written of all that `log` hands in, by a logger that knows this environment's secrets. */
function written(
  log: (logger: ReturnType<typeof createLogger>) => void,
  secrets?: readonly string[],
): string {
  let text = "";
  const destination = { write: (line: string) => void (text += line) };
  log(createLogger("trace", secrets ?? secretsOf(loadConfig(environment)), destination));
  return text;
}

it("knows every secret of the configuration", () => {
  const secrets = secretsOf(loadConfig(environment));
  const { TENCENTCLOUD_SECRET_ID: _id, OIDC_CLIENT_ID: _client, WEBHOOK_URLS: _urls, ...rest } = environment;
  const values = Object.values(rest).filter((value) => value.includes("Zq7"));
  for (const value of [
    ...values,
    "Zq7Pass!word",
    "Zq7SecretOfThisOneHook99",
    "https://chat.example.com/send?key=Zq7Robot",
  ])
    expect(secrets.some((secret) => value === secret)).toBe(true);
});

it("writes no secret of an error: in message, stack, cause, properties or aggregated errors", () => {
  const secrets = secretsOf(loadConfig(environment));
  const text = written((logger) => {
    for (const secret of secrets) {
      const cause = new Error(`cause ${secret}`);
      const error = Object.assign(new Error(`while sending ${secret}`, { cause }), {
        detail: secret,
        deep: { er: { secret } },
      });
      logger.error({ err: error }, "polling fault");
      logger.error({ err: new AggregateError([error], secret) }, secret);
      logger.warn({ deeply: { nested: { value: [secret] } } });
    }
  });
  expect(text).toContain("while sending [redacted]");
  expect(text).not.toContain("Zq7");
  for (const line of text.trim().split("\n"))
    expect(JSON.parse(line)).toMatchObject({ hostname: expect.any(String) });
});

it("hides by name and by form what it does not know", () => {
  const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJhIn0", "c2lnbmF0dXJl"].join(".");
  const text = written((logger) => {
    logger.info({
      headers: { cookie: "Zq7" },
      request: { authorization: "Zq7" },
      token: "Zq7",
      db: { password: "Zq7" },
    });
    logger.info(`sent Authorization: Bearer Zq7Zq7Zq7 and ${jwt}`);
    logger.info(
      "TC3-HMAC-SHA256 Credential=AKID/2026-01-01/ccc/tc3_request, SignedHeaders=host, Signature=Zq7abc",
    );
    logger.info("connecting to postgres://someone:Zq7@db/x");
  }, []);
  expect(text).not.toMatch(/Zq7|eyJ|AKID/);
  expect(text).toContain("postgres://someone:[redacted]@db/x");
});

it("leaves ordinary lines as they are", () => {
  const text = written((logger) => logger.info({ url: "http://127.0.0.1:8080", campaigns: 3 }, "listening"));
  expect(JSON.parse(text)).toMatchObject({ url: "http://127.0.0.1:8080", campaigns: 3, msg: "listening" });
});

it("names the level by its word", () => {
  expect(JSON.parse(written((logger) => logger.warn("x"), []))).toMatchObject({ level: "warn" });
});
