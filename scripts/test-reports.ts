import { stripVTControlCharacters } from "node:util";

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

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    /** The file's path. */
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Of vitest's JSON report; a file that could not even be loaded counts as one failure. */
export function unitTestResult(json: string): CheckResult {
  const report = JSON.parse(json) as VitestReport;
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0 && status === "failed") return [failure(name, message)];
    return failed.map((test) => failure(`${name} › ${test.fullName}`, test.failureMessages[0]));
  });
  return { passed: report.numPassedTests, failures };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly PlaywrightSpec[];
}

interface PlaywrightSpec {
  readonly title: string;
  readonly tests: readonly {
    readonly status: "expected" | "unexpected" | "flaky" | "skipped";
    readonly results: readonly { readonly error?: { readonly message?: string } }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number };
  readonly suites: readonly PlaywrightSuite[];
  /** What kept tests from running at all. */
  readonly errors: readonly { readonly message?: string }[];
}

/** Of Playwright's JSON report; a flaky test is a failed one. */
export function browserTestResult(json: string): CheckResult {
  const report = JSON.parse(json) as PlaywrightReport;
  const failures = [
    ...report.errors.map(({ message }) => failure("browser tests", message)),
    ...report.suites.flatMap((suite) => failuresIn(suite, suite.title)),
  ];
  return { passed: report.stats.expected, failures };
}

function failuresIn({ specs = [], suites = [] }: PlaywrightSuite, path: string): string[] {
  const own = specs.flatMap(({ title, tests }) => {
    const failed = tests.find(({ status }) => status === "unexpected" || status === "flaky");
    if (failed === undefined) return [];
    const message = failed.results.find(({ error }) => error !== undefined)?.error?.message;
    return [failure(`${path} › ${title}`, message)];
  });
  return [...own, ...suites.flatMap((suite) => failuresIn(suite, `${path} › ${suite.title}`))];
}

/** On one line: the whole of it stands further up, where it happened. */
function failure(name: string, message = ""): string {
  const [reason = ""] = stripVTControlCharacters(message).split("\n");
  return reason === "" ? name : `${name}: ${reason}`;
}
