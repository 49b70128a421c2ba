import { embeddedDataFolder } from "../config/config.ts";
import { restoreDatabase } from "./backup-and-restore.ts";
import { runFileCommand } from "./run-file-command.ts";

const usage = "Usage: npm run restore -- FILE\nFILE is a backup. Stop Cruiseboard first.";

await runFileCommand(usage, (file) => {
  const restored = restoreDatabase(embeddedDataFolder(process.env), file, new Date());
  const aside = restored.keptAside === null ? "" : `\nThe previous database is kept as ${restored.keptAside}`;
  return `Restored to ${restored.path}${aside}`;
});
