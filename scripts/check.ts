import { spawn } from "node:child_process";

/** What one part of the tests came to. */
export interface CheckResult {
  readonly passed: number;
  /** Each by its name, so that the last lines of a long log still say what failed. */
  readonly failures: readonly string[];
}

export function passedAlone(): CheckResult {
  return { passed: 1, failures: [] };
}

export function failedAlone(name: string): CheckResult {
  return { passed: 0, failures: [name] };
}

/** A part of the tests that passes or fails as a whole, such as the formatter: counts as one. */
export async function runCheck(name: string, program: string, args: readonly string[]): Promise<CheckResult> {
  const { code, output } = await run(program, args);
  const passed = code === 0;
  console.log(`${passed ? "✓" : "✗"} ${name}`);
  if (!passed) console.log(output);
  return passed ? passedAlone() : failedAlone(name);
}

/** Runs a program to its end, with its output kept. */
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

/** Runs a test runner with its own output shown; answers its exit code. */
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
