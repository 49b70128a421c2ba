import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { takePictures } from "../e2e/take-pictures.ts";
import { ensureBrowser } from "./browser.ts";
import { buildPageIfNeeded } from "./build-page.ts";
import { startProduct } from "./product.ts";

/** Updates the pictures of README and guide: run `node scripts/pictures.ts` in the repository's root. */
const folder = "docs/pictures";
/** By then every kind of attention is on the board: the demo begins with a past. */
const demoRunsMs = 20_000;

const dataFolder = mkdtempSync(join(tmpdir(), "cruiseboard-pictures-"));
const { executablePath } = await ensureBrowser();
buildPageIfNeeded();
mkdirSync(folder, { recursive: true });
const product = await startProduct({
  environment: { PATH: process.env["PATH"], PORT: "0", DATA_DIR: dataFolder },
});
try {
  const somethingHappened = () => wait(demoRunsMs);
  await takePictures({ url: product.url, executablePath, folder, somethingHappened });
} finally {
  await product.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
