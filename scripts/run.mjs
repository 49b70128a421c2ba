// Plain JavaScript for Node 20: installs what is missing, then runs the script with Node 24.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const pnpmVersion = "12.21.0";
const neededMajor = 24;
const orphanCheckMs = 200;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** @type {Record<string, string>} */
const scripts = {
  start: "scripts/start.ts",
  dev: "scripts/dev.ts",
  check: "scripts/check.ts",
  test: "scripts/test.ts",
  bench: "scripts/bench.ts",
  proof: "scripts/proof.ts",
  simulator: "apps/simulator/src/main.ts",
  portal: "e2e/embed-host/main.ts",
  build: "scripts/build.ts",
  doctor: "apps/bff/src/cli/doctor.ts",
  backup: "apps/bff/src/cli/backup.ts",
  restore: "apps/bff/src/cli/restore.ts",
  "api-key": "apps/bff/src/cli/api-key.ts",
  "import-history": "apps/bff/src/cli/import-history.ts",
  notices: "scripts/notices.ts",
};

process.chdir(root);
// All processes started from here share compiled modules.
process.env["NODE_COMPILE_CACHE"] ??= join(root, "node_modules", ".cache", "node");
const [command = "", ...rest] = process.argv.slice(2);
const script = scripts[command];
if (!script) fail(`Usage: npm run ${Object.keys(scripts).join(" | ")}`);
await installIfNeeded();
process.exit(await run(findNode(), [script ?? "", ...rest], ["inherit", "inherit", "inherit", "ipc"]));

/** Installs if a manifest or the lock file has changed since the last install. */
async function installIfNeeded() {
  const marker = join(root, "node_modules", ".cruiseboard-installed");
  const wanted = fingerprint();
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  console.error("Installing dependencies (once; about half a minute) …");
  const args = ["--yes", `pnpm@${pnpmVersion}`, "install", "--frozen-lockfile"];
  const code = await run("npx", args, ["ignore", "ignore", "inherit"]);
  if (code !== 0) fail("Installing the dependencies failed; see the error above. Run it again to retry.");
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, wanted);
}

function fingerprint() {
  const hash = createHash("sha256");
  const manifests = ["apps", "packages"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, "package.json")),
  );
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "e2e/package.json", ...manifests];
  for (const file of files) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.update(process.platform + process.arch).digest("hex");
}

/** This Node if it is new enough, else the one from the dependencies. */
function findNode() {
  if (Number(process.versions.node.split(".")[0]) >= neededMajor) return process.execPath;
  const name = process.platform === "win32" ? "node.exe" : "node";
  const bundled = join(root, "node_modules", "node", "bin", name);
  if (existsSync(bundled)) return bundled;
  return fail(
    `Node ${neededMajor} or newer is required, and the dependencies contain none for this platform.`,
  );
}

/**
 * Runs a program, forwards signals, and resolves with its exit code. The "ipc" channel closes if this process dies.
 * @param {string} program
 * @param {string[]} args
 * @param {import("node:child_process").StdioOptions} stdio
 * @returns {Promise<number>}
 */
function run(program, args, stdio) {
  // On Windows npx needs a shell; all arguments are ours.
  const child = spawn(program, args, { stdio, shell: program === "npx" && process.platform === "win32" });
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => void child.kill(signal);
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  // npm runs this in a shell that does not forward signals.
  const parent = process.ppid;
  const orphaned = setInterval(() => process.ppid === parent || forward("SIGTERM"), orphanCheckMs);
  return new Promise((resolve) => {
    child.on("error", (error) => fail(`${program} could not be started: ${error.message}`));
    child.on("exit", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      clearInterval(orphaned);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
