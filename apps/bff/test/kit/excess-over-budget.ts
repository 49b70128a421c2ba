import type { RunningSimulator } from "@cruiseboard/testing";

/**
 * How many more requests a second held than it may, at the worst; 0: the budget was kept. Where the simulator itself
 * stood still, on a busy machine, what was sent meanwhile came to it at once: so much is taken off. Two who ask for one
 * account at the same time send twice the budget, which no such pause explains.
 */
export async function excessOverBudget({ control }: RunningSimulator, budget: number): Promise<number> {
  const { highestPerSecond, longestPauseMs } = await control.stats();
  return Math.max(0, highestPerSecond - Math.floor(budget * (1 + longestPauseMs / 1000)));
}
