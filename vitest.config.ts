import { defineConfig } from "vitest/config";
import { messages } from "./apps/web/build/messages-plugin.ts";

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
    // Most of the time goes by waiting for processes, which by default one worker on two cores would do one by one.
    maxWorkers: 3,
    // The identity provider of the tests warns that it is one.
    onConsoleLog: (log) => !log.startsWith("oidc-provider "),
  },
});
