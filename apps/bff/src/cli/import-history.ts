import { loadConfig } from "../config/config.ts";
import { createLogger, secretsOf } from "../observability/create-logger.ts";
import { importHistory } from "../records/import-history.ts";
import { createHistoryStore } from "../store/history-store.ts";
import { openStore } from "../store/open-stores.ts";
import { runFileCommand } from "./run-file-command.ts";

const usage =
  "Usage: npm run import-history -- FILE.csv\nColumns: sdkAppId, campaignId, at, called, total, state; optional: name, agent, concurrency, startTime, endTime.";

await runFileCommand(usage, async (file) => {
  const config = loadConfig(process.env);
  const logger = createLogger("warn", secretsOf(config));
  const { db, close } = await openStore(config, logger);
  try {
    const { campaigns, samples, from, to } = await importHistory(createHistoryStore(db), file, Date.now());
    const span = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
    return `Imported ${samples} samples of ${campaigns} campaigns, ${span}`;
  } finally {
    await close();
  }
});
