import { describe, expect, it } from "vitest";
import { counted, startsSomething } from "./run-checks.ts";

describe("npm run check", () => {
  it.each([
    'import { spawn } from "node:child_process";',
    "const simulator = await startSimulator({ campaigns: 3 });",
    'import { postgresForTests } from "../test-kit/postgres-for-tests.ts";',
    'import { simulatePolling } from "../../simulation/simulate-polling.ts";',
  ])("leaves to npm test: %s", (source) => {
    expect(startsSomething("some.test.ts", source)).toBe(true);
  });

  it.each([
    'import { createFakeClock } from "@cruiseboard/testing";',
    'import { forecastOf } from "./forecast.ts";\nconst startTime = 0;',
  ])("runs: %s", (source) => {
    expect(startsSomething("some.test.ts", source)).toBe(false);
  });
});

it("a runner without a report has failed", () => {
  expect(counted("unit tests", "no/such/report.json", 0, () => ({ passed: 1, failures: [] }))).toEqual({
    passed: 0,
    failures: ["unit tests: no report"],
  });
});
