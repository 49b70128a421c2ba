import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { type CheckResult, failedAlone, passedAlone, unitTestResult } from "./test-reports.ts";

interface MeasuredResult extends CheckResult {
  readonly name: string;
  readonly seconds: number;
}

type Check = () => Promise<MeasuredResult>;

const typedFolders = [
  "apps/bff",
  "apps/web",
  "apps/simulator",
  "packages/contract",
  "packages/ccc-client",
  "packages/embed-sdk",
  "packages/testing",
  "e2e",
  "scripts",
];

// Uses the installed tools.
process.env["PATH"] = [join("node_modules", ".bin"), process.env["PATH"]].join(delimiter);

/** For what starts the product. */
export const pageBuild = tool("page build", process.execPath, ["scripts/build.ts"]);

/** The slowest check first, as many at a time as there are processors, and others beside them. */
export async function runStaticChecks(others: readonly Check[] = []): Promise<MeasuredResult[]> {
  const rules = ["--config", ".dependency-cruiser.cjs", "apps", "packages", "e2e"];
  const waiting = [
    tool("lint", bin("oxlint"), ["--type-aware"]),
    ...others,
    ...typedFolders.map(typeCheck),
    tool("import rules", bin("depcruise"), rules),
    tool("unused code", bin("knip"), []),
    tool("format", bin("biome"), ["ci", "--colors=off", "."]),
  ].values();
  const results: MeasuredResult[] = [];
  const lane = async () => {
    for (const check of waiting) results.push(await check());
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return results;
}

/** Whether a test starts processes, servers, databases or simulations, and so takes seconds. */
export function startsSomething(file: string, source: string): boolean {
  const starts = /child_process|\bstart[A-Z]\w*\(|-for-tests|simulate|scoped-world|virtual-backend/;
  return starts.test(source) || file.includes("random-use");
}

export async function measured(
  name: string,
  run: () => CheckResult | Promise<CheckResult>,
): Promise<MeasuredResult> {
  const startedAt = performance.now();
  return { ...(await run()), name, seconds: (performance.now() - startedAt) / 1000 };
}

/** Prints the time of each part, every failure and the sum, and ends the process. */
export function finish(results: readonly MeasuredResult[]): never {
  for (const { name, seconds } of results) console.log(`${seconds.toFixed(1).padStart(6)} s  ${name}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failures = results.flatMap((result) => result.failures);
  for (const failure of failures) console.log(`✗ ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}

/** Runs Vitest with its output shown; its JSON goes to the file `report`. */
export async function runVitest(report: string, args: readonly string[]): Promise<CheckResult> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await runShown(bin("vitest"), ["run", ...reporters, ...args]);
  return counted("unit tests", report, code, unitTestResult);
}

/** A runner that fails without a failed test counts as one failure. */
export function counted(
  runner: string,
  report: string,
  code: number,
  read: (report: string) => CheckResult,
): CheckResult {
  try {
    const result = read(readFileSync(report, "utf8"));
    if (code === 0 || result.failures.length > 0) return result;
    return { ...result, failures: [`${runner}: exit code ${code}, without a failed test`] };
  } catch {
    return failedAlone(`${runner}: no report`);
  }
}

/** Shows the program's output, and resolves with its exit code. */
export function runShown(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Incremental: unchanged code takes one second instead of ten. */
function typeCheck(folder: string): Check {
  const cache = join("node_modules", ".cache", "types", `${folder.replace("/", "-")}.tsbuildinfo`);
  return tool(`types in ${folder}`, bin("tsc"), ["-p", folder, "--incremental", "--tsBuildInfoFile", cache]);
}

/** A tool that passes or fails as a whole counts as one check. */
function tool(name: string, program: string, args: readonly string[]): Check {
  return () =>
    measured(name, async () => {
      const { code, output } = await run(program, args);
      console.log(`${code === 0 ? "✓" : "✗"} ${name}`);
      if (code !== 0) console.log(output);
      return code === 0 ? passedAlone() : failedAlone(name);
    });
}

function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function bin(name: string): string {
  return join("node_modules", ".bin", name);
}
