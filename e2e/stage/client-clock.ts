import type { Page } from "@playwright/test";
import { isPoll } from "./poll-count.ts";

/** Sets the client's own clock off by so many milliseconds, from the first script on. It may be stepped later. */
export async function setClientClock(page: Page, offset: number): Promise<void> {
  await page.addInitScript((initial) => {
    const RealDate = Date;
    const shift = { by: initial };
    class ShiftedDate extends RealDate {
      constructor(...parts: unknown[]) {
        if (parts.length === 0) super(ShiftedDate.now());
        else super(...(parts as [string]));
      }
      static override now() {
        return RealDate.now() + shift.by;
      }
    }
    Object.assign(window, { Date: ShiftedDate, clientClock: shift });
  }, offset);
}

export async function stepClientClock(page: Page, offset: number): Promise<void> {
  await page.evaluate((by) => {
    (window as unknown as { clientClock: { by: number } }).clientClock.by = by;
  }, offset);
}

/** What the page's polls have told so far, by the test's own clock, which is the server's. */
export interface HeardPolls {
  readonly observedAt: ReadonlyMap<string, number>;
  readonly answeredAt: () => number;
}

export function hearPolls(page: Page): HeardPolls {
  const observedAt = new Map<string, number>();
  let answeredAt = 0;
  page.on("response", async (response) => {
    if (!isPoll(response.url())) return;
    answeredAt = Date.now();
    if (response.status() !== 200) return;
    const { campaigns } = (await response.json()) as { campaigns: Observed[] };
    for (const { sdkAppId, campaignId, observedAt: at } of campaigns)
      if (at !== null) observedAt.set(`${sdkAppId}/${campaignId}`, Date.parse(at));
  });
  return { observedAt, answeredAt: () => answeredAt };
}

interface Observed {
  readonly sdkAppId: number;
  readonly campaignId: number;
  readonly observedAt: string | null;
}

/** The seconds that a text such as "last confirmed 26 s ago" tells; minutes and hours count, too. */
export function secondsIn(text: string | null): number {
  const units = { s: 1, min: 60, h: 3600, d: 86_400 } as const;
  const parts = [...(text ?? "").matchAll(/(\d+) (s|min|h|d)\b/g)];
  if (parts.length === 0) return Number.NaN;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}
