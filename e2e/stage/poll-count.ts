import type { Page, Response } from "@playwright/test";
import { basePath } from "./backend.ts";

/** Whether a URL is that of the board's poll. */
export function isPoll(url: string): boolean {
  return new URL(url).pathname === `${basePath}/api/v1/campaigns`;
}

/** Counts the board's polls from now on. */
export function countPolls(page: Page): () => number {
  let polls = 0;
  page.on("request", (request) => {
    if (isPoll(request.url())) polls += 1;
  });
  return () => polls;
}

/** Lets the page's own clock run until it polls once more, and waits for the answer. */
export async function nextPoll(page: Page): Promise<Response> {
  const answer = page.waitForResponse((response) => isPoll(response.url()));
  await page.clock.runFor(2000);
  return answer;
}

/** Waits until the next poll from now on has been answered, and for the page to have read it. */
export async function nextAnswer(page: Page): Promise<void> {
  const answer = await page.waitForResponse((response) => isPoll(response.url()));
  await answer.finished();
  // A task of its own, after the page's own reading.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}
