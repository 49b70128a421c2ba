import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/kit/temporary-folder.ts";
import { loadConfig } from "./config.ts";
import { unencryptedAddresses } from "./unencrypted.ts";

const found = (environment: Record<string, string>) =>
  unencryptedAddresses(
    loadConfig({ TENCENTCLOUD_SECRET_ID: "id", TENCENTCLOUD_SECRET_KEY: "key", ...environment }),
  );
const sourcesOf = (environment: Record<string, string>) => found(environment).map(({ source }) => source);

const account = (name: string, sdkAppId: number, endpoint: string) => ({
  name,
  secretId: name,
  secretKey: "key",
  sdkAppIds: [sdkAppId],
  endpoint,
});

describe("an address without encryption", () => {
  it.each([
    ["PUBLIC_URL", "http://board.example.com", "PUBLIC_URL"],
    ["PUBLIC_URL", "http://192.168.1.2:8080", "PUBLIC_URL"],
    ["CCC_ENDPOINT", "http://forwarder.example.com:9000", "CCC_ENDPOINT"],
    ["EMBED_PARENT_ORIGINS", "https://a.example,http://portal.example.com", "EMBED_PARENT_ORIGINS"],
    ["WEBHOOK_URLS", "wecom=https://a.example,generic=http://hooks.example.com/Zq7", "WEBHOOK_URLS entry 2"],
    ["DATABASE_URL", "postgres://u:Zq7@db.example.com/board", "DATABASE_URL"],
    ["DATABASE_URL", "postgres://u:Zq7@10.0.0.7/board?sslmode=disable", "DATABASE_URL"],
    ["DATABASE_URL", "postgres://u:Zq7@db.example.com/board?sslmode=no-verify", "DATABASE_URL"],
    ["DATABASE_URL", "postgres://u:Zq7@db.example.com/board?ssl=0", "DATABASE_URL"],
    [
      "DATABASE_URL",
      "postgres://u:Zq7@db.example.com/board?uselibpqcompat=true&sslmode=require",
      "DATABASE_URL",
    ],
  ])("of %s=%s is found, and no secret of it is said", (name, value, source) => {
    expect(sourcesOf({ [name]: value })).toEqual([source]);
    expect(JSON.stringify(found({ [name]: value }))).not.toContain("Zq7");
  });

  it.each([
    ["PUBLIC_URL", "https://board.example.com"],
    ["PUBLIC_URL", "http://localhost:8080"],
    ["CCC_ENDPOINT", "http://127.0.0.1:9000"],
    ["CCC_ENDPOINT", "http://[::1]:9000"],
    ["EMBED_PARENT_ORIGINS", "https://portal.example.com,http://localhost:3000,http://127.0.0.5"],
    ["WEBHOOK_URLS", "generic=http://127.0.0.1:9/hook"],
    ["DATABASE_URL", "postgres://u:p@db.example.com/board?sslmode=verify-full"],
    ["DATABASE_URL", "postgres://u:p@db.example.com/board?ssl=true"],
    ["DATABASE_URL", "postgres://u:p@127.0.0.1/board"],
    ["DATABASE_URL", "postgres://u:p@localhost/board"],
    ["DATABASE_URL", "postgres://%2Fvar%2Frun%2Fpostgresql/board"],
    ["DATABASE_URL", "postgres://u:p@ignored.example.com/board?host=/var/run/postgresql"],
    // A name of a container network, as compose.yaml has it.
    ["DATABASE_URL", "postgres://u:p@database/board"],
  ])("is not %s=%s", (name, value) => {
    expect(found({ [name]: value })).toEqual([]);
  });

  it("is found in each account that has an endpoint of its own", () => {
    const accounts = [account("retail", 1, "http://a.example"), account("other", 2, "https://b.example")];
    const path = join(temporaryFolder(), "accounts.json");
    writeFileSync(path, JSON.stringify({ accounts }));
    const config = loadConfig({ CCC_ACCOUNTS_FILE: path });
    expect(unencryptedAddresses(config).map(({ source }) => source)).toEqual([
      "CCC_ENDPOINT of account retail",
    ]);
  });
});
