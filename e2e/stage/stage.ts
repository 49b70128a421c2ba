import { type Backend, startBackend } from "./backend.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

/** Whatever a test plays on: an upstream and the product in front of it. */
export interface Stage {
  readonly simulator: Simulator;
  readonly backend: Backend;
}

export interface StageOptions {
  /** How many campaigns the upstream has from the start. */
  readonly campaigns: number;
  /** How many of them are on the watch list; all unless told. */
  readonly watched?: number;
  /** The backend's further environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const firstCampaignId = 2569;

/** Sets the stage, lets `play` run and leaves nothing behind, however that ends. */
export async function withStage(options: StageOptions, play: (stage: Stage) => Promise<void>): Promise<void> {
  const simulator = await startSimulator(options.campaigns);
  try {
    const backend = await startBackend({ endpoint: simulator.url, ...(options.env && { env: options.env }) });
    try {
      const ids = Array.from({ length: options.watched ?? options.campaigns }, (_, i) => firstCampaignId + i);
      if (ids.length > 0) await backend.watch(ids);
      await play({ simulator, backend });
    } finally {
      await backend.stop();
    }
  } finally {
    await simulator.stop();
  }
}
