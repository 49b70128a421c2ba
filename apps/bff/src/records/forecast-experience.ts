import type { Logger } from "pino";
import { z } from "zod";
import { type Experience, horizonsMs, noExperience, sumNames } from "../campaigns/experience.ts";
import { learnFrom } from "../campaigns/fold-observation.ts";
import type { TrackedCampaign } from "../campaigns/tracked-campaign.ts";
import { type Clock, repeat } from "../clock.ts";
import type { SettingsStore } from "../store/settings-store.ts";

const name = "forecastExperience";
const saveEveryMs = 60_000;
const retryAfterMs = [5000, 15_000];

const sumsSchema = z.record(z.enum(sumNames), z.number());
const scaleSchema = z.record(z.enum(["lower", "upper", "scored", "recent", "at"]), z.number());
const experienceSchema: z.ZodType<Experience> = z.object({
  at: z.number(),
  fadedAt: z.number(),
  slots: z.array(sumsSchema).length(noExperience.slots.length),
  all: sumsSchema,
  scales: z.array(scaleSchema).length(horizonsMs.length),
});

/** What the installation learned for its forecasts. The leader learns and keeps it; followers read forecasts with the campaigns. */
export function createForecastExperience(store: SettingsStore, clock: Clock, logger: Pick<Logger, "error">) {
  let present = noExperience;
  let saved = noExperience;
  let isLoaded = false;
  const keeping = repeat({
    clock,
    run: async () => {
      await (isLoaded ? save() : load());
      return saveEveryMs;
    },
    retryAfterMs,
    onError: (error) => logger.error({ err: error }, "what forecasts learned cannot be kept; trying again"),
  });

  async function load(): Promise<void> {
    present = (await store.read(name, experienceSchema)) ?? present;
    saved = present;
    isLoaded = true;
  }

  async function save(): Promise<void> {
    if (present === saved) return;
    const learned = present;
    const stored = await store.read(name, experienceSchema);
    // Another backend led in the meantime.
    if (stored === null || stored.at <= learned.at) await store.save(name, learned);
    saved = learned;
  }

  return {
    get present(): Experience {
      return present;
    },
    load,
    learn(before: TrackedCampaign, after: TrackedCampaign): void {
      present = learnFrom(present, before, after);
    },
    /** Leads from now on: another backend may have learned since. */
    start(): void {
      isLoaded = false;
      keeping.start(0);
    },
    async stop(): Promise<void> {
      await keeping.stop();
      if (isLoaded) await save().catch(() => undefined);
    },
  };
}
