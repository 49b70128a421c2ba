import { describe, expect, it } from "vitest";
import { browserTestResult, unitTestResult } from "./test-reports.ts";

describe("what vitest reports", () => {
  it("names each test that failed with its reason, and each file that could not be loaded", () => {
    const report = {
      numPassedTests: 1,
      testResults: [
        {
          name: "a.test.ts",
          status: "failed",
          message: "",
          assertionResults: [
            { fullName: "the board is there", status: "passed", failureMessages: [] },
            {
              fullName: "the board shows its age",
              status: "failed",
              failureMessages: ["AssertionError: 3 is not 4\n    at a.test.ts:7:1"],
            },
          ],
        },
        { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
        { name: "c.test.ts", status: "passed", message: "", assertionResults: [] },
      ],
    };
    expect(unitTestResult(JSON.stringify(report))).toEqual({
      passed: 1,
      failures: [
        "a.test.ts › the board shows its age: AssertionError: 3 is not 4",
        "b.test.ts: no such module",
      ],
    });
  });
});

describe("what Playwright reports", () => {
  const suites = [
    {
      title: "board.spec.ts",
      specs: [
        { title: "wavers", tests: [{ status: "flaky", results: [{ error: { message: "late" } }, {}] }] },
      ],
      suites: [
        {
          title: "sorted",
          specs: [
            { title: "passes", tests: [{ status: "expected", results: [{}] }] },
            { title: "fails", tests: [{ status: "unexpected", results: [{ error: {} }] }] },
          ],
        },
      ],
    },
  ];

  it("names what failed, however deep it lies, and takes the flaky for failed", () => {
    const report = { stats: { expected: 2 }, suites, errors: [] };
    expect(browserTestResult(JSON.stringify(report))).toEqual({
      passed: 2,
      failures: ["board.spec.ts › wavers: late", "board.spec.ts › sorted › fails"],
    });
  });

  it("names errors outside of tests", () => {
    const report = {
      stats: { expected: 0 },
      suites: [],
      errors: [{ message: "\u001b[31mno server\u001b[39m" }],
    };
    expect(browserTestResult(JSON.stringify(report))).toEqual({
      passed: 0,
      failures: ["browser tests: no server"],
    });
  });
});
