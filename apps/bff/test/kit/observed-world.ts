import { startSimulator } from "@cruiseboard/testing";
import { z } from "zod";
import type { CampaignFacts } from "../../src/campaigns/observation.ts";

/** What really happens to a campaign, which its answers never tell. Epoch ms. */
interface Truth {
  readonly ratePerMinute: number;
  readonly start: number;
  readonly end: number;
  readonly outcome: "completed" | "windowClosed" | "aborted";
  readonly stalls: readonly { readonly from: number; readonly to: number }[];
}

/** One campaign at one simulated moment: what a look would tell, and the truth. */
export interface WorldCampaign {
  readonly campaignId: number;
  readonly facts: CampaignFacts;
  readonly truth: Truth;
}

export interface ObservedWorld {
  /** Epoch ms around which the world's windows lie. */
  readonly epoch: number;
  /** All campaigns at a simulated time, epoch ms. */
  at(time: number): Promise<WorldCampaign[]>;
  stop(): Promise<void>;
}

const worldSchema = z.object({
  campaigns: z.array(
    z.object({
      campaignId: z.number(),
      answer: z.object({
        ConcurrencyNumber: z.number(),
        StartTime: z.number(),
        EndTime: z.number(),
        State: z.number(),
        TotalCalleeCount: z.number(),
        CalledCalleeCount: z.number(),
      }),
      truth: z.object({
        ratePerMinute: z.number(),
        start: z.iso.datetime(),
        end: z.iso.datetime(),
        outcome: z.enum(["completed", "windowClosed", "aborted"]),
        stalls: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime() })),
      }),
    }),
  ),
});
type WorldEntry = z.infer<typeof worldSchema>["campaigns"][number];

/** The simulator as a process of its own, its clock standing still between the times that are asked for. */
export async function observeWorld(options: { campaigns: number; seed: number }): Promise<ObservedWorld> {
  const epoch = Date.UTC(2026, 10, 20, 9);
  const simulator = await startSimulator({ ...options, epoch: new Date(epoch).toISOString() });
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(
      `${simulator.url}/control/${path}`,
      body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    );
    if (!response.ok) throw new Error(`simulator: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    epoch,
    async at(time) {
      await ask("clock", { speed: 0, set: time });
      return worldSchema.parse(await ask("world")).campaigns.map(seen);
    },
    stop: () => simulator.stop(),
  };
}

function seen({ campaignId, answer, truth }: WorldEntry): WorldCampaign {
  return {
    campaignId,
    facts: {
      name: null,
      agent: null,
      concurrency: answer.ConcurrencyNumber,
      callOrderCode: null,
      stateCode: answer.State,
      startTime: answer.StartTime * 1000,
      endTime: answer.EndTime * 1000,
      totalCallees: answer.TotalCalleeCount,
      calledCallees: answer.CalledCalleeCount,
      uui: null,
      requestId: null,
    },
    truth: {
      ...truth,
      start: Date.parse(truth.start),
      end: Date.parse(truth.end),
      stalls: truth.stalls.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })),
    },
  };
}
