import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/** The browser that Playwright itself has installed; undefined: none is. */
export function findBundledBrowser(): string | undefined {
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}
