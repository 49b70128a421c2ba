import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { messages } from "./apps/web/build/messages-plugin.ts";

/** These compute for minutes, or wait for processes and polls: beside each other, and not at the end. */
const longest = [
  /\/(simulation|random-use)\//,
  /\/(accounts|agents-in-truth|chaos|faults|follow|kill|kill-rounds|several-accounts|start|takeover|takeover-faults)\.test\.ts$/,
];

function rank({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((names) => names.test(moduleId));
  return place < 0 ? longest.length : place;
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- of the sequencer, not of an array
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  // The page's words, for tests that draw it.
  plugins: [messages()],
  oxc: { jsx: { development: false } },
  test: {
    include: ["{apps,packages,scripts}/**/*.test.{ts,tsx}"],
    // Integration tests start servers and processes; a noisy machine must not fail them.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default"],
    // Many wait for processes, and by default one worker on two cores would do so one by one.
    maxWorkers: 6,
    sequence: { sequencer: LongestFirst },
    // Files share a worker's modules, which take longer to load than most tests take: none may change what others import.
    isolate: false,
    // Many short-lived objects: a larger young generation saves a tenth of the time.
    execArgv: ["--max-semi-space-size=64"],
    // The identity provider of the tests warns that it is one.
    onConsoleLog: (log) => !log.startsWith("oidc-provider "),
  },
});
