import { stripVTControlCharacters } from "node:util";

export interface CheckResult {
  readonly passed: number;
  /** Names, listed again at the end of the log. */
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

/** Reads Vitest's JSON report; a file that fails to load counts as one failure. */
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
  /** Errors outside of tests. */
  readonly errors: readonly { readonly message?: string }[];
}

/** Reads Playwright's JSON report; a flaky test counts as failed. */
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

/** The first line; the full message is further up in the log. */
function failure(name: string, message = ""): string {
  const [reason = ""] = stripVTControlCharacters(message).split("\n");
  return reason === "" ? name : `${name}: ${reason}`;
}
