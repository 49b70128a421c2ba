import { parseArgs } from "node:util";
import { createApiKeySchema } from "@cruiseboard/contract";
import { type ApiKeys, createApiKeys } from "../access/api-keys.ts";
import { systemClock } from "../clock.ts";
import { embeddedDataFolder, loadConfig } from "../config/config.ts";
import { createLogger, secretsOf } from "../observability/create-logger.ts";
import { createApiKeyStore } from "../store/api-key-store.ts";
import { dataFiles } from "../store/data-folder.ts";
import { openStore } from "../store/open-stores.ts";
import { openSqliteDatabase } from "../store/sqlite-database.ts";
import { fail, runCommand } from "./run-file-command.ts";

const usage = `Usage: npm run api-key -- list
       npm run api-key -- create --name NAME --role registrar|viewer|manager [--apps SDKAPPID,…]
       npm run api-key -- revoke ID
The key is printed once, alone on standard output. Without --apps it is for every application.`;

/** Beside a running backend: the embedded database is opened without the folder's lock. */
async function open() {
  if (!process.env["DATABASE_URL"]?.trim() && !process.env["DATABASE_URL_FILE"]?.trim()) {
    const db = await openSqliteDatabase(embeddedDataFolder(process.env), dataFiles("live").database);
    return { db, close: () => db.destroy() };
  }
  const config = loadConfig(process.env);
  return openStore(config, createLogger("warn", secretsOf(config)));
}

async function list(apiKeys: ApiKeys): Promise<string> {
  const lines = (await apiKeys.all()).map(({ id, role, sdkAppIds, lastUsedAt, name }) => {
    const scope = sdkAppIds?.join(",") ?? "every application";
    return [id, role, scope, `last used ${lastUsedAt ?? "never"}`, name].join("  ");
  });
  return lines.join("\n") || "No API keys";
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { name: { type: "string" }, role: { type: "string" }, apps: { type: "string" } },
  strict: false,
});
const [command, id] = positionals;
const wanted = createApiKeySchema.safeParse({
  name: values["name"],
  role: values["role"],
  sdkAppIds: values["apps"] === undefined ? null : String(values["apps"]).split(",").map(Number),
});

async function run(apiKeys: ApiKeys): Promise<string> {
  if (command === "list") return list(apiKeys);
  if (command === "revoke") return (await apiKeys.revoke(id ?? "")) ? `Revoked ${id}` : `No API key ${id}`;
  const made = await apiKeys.create(createApiKeySchema.parse(wanted.data), "npm run api-key");
  process.stderr.write(`Made ${made.id}. This is shown only once:\n`);
  return made.key;
}

if (!(command === "list" || (command === "revoke" && id) || (command === "create" && wanted.success)))
  fail(usage);
else
  await runCommand(async () => {
    const { db, close } = await open();
    try {
      const store = createApiKeyStore(db);
      const logger = createLogger("warn", []);
      return await run(createApiKeys({ store, clock: systemClock, logger, readsAgain: false }));
    } finally {
      await close();
    }
  });
