import { embeddedDataFolder } from "../config/config.ts";
import { backUpDatabase } from "./backup-and-restore.ts";
import { runFileCommand } from "./run-file-command.ts";

const usage =
  "Usage: npm run backup -- FILE\nFILE is a new file, or a folder (such as backups/) for a file named after the time.";

await runFileCommand(usage, (target) => {
  const path = backUpDatabase(embeddedDataFolder(process.env), target, new Date());
  return `Backed up to ${path}`;
});
