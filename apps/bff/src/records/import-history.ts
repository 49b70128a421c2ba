import { createReadStream } from "node:fs";
import { campaignKeySchema, campaignPath } from "@cruiseboard/contract";
import { type CsvError, parse } from "csv-parse";
import { z } from "zod";
import { foldObservation } from "../campaigns/fold-observation.ts";
import { type CampaignFacts, states } from "../campaigns/observation.ts";
import { type TrackedCampaign, trackCampaign } from "../campaigns/tracked-campaign.ts";
import { clocksDifferByMs } from "../clock.ts";
import type { HistoryStore } from "../store/history-store.ts";
import type { KeptSample } from "../store/schema.ts";
import { needsSample, sampleOf } from "./sample-filter.ts";

export class ImportError extends Error {
  override readonly name = "ImportError";
}

const mostFaults = 20;
const mostCampaigns = 10_000;
const longestRecord = 16_384;
const samplesPerWrite = 5000;

const empty = z.literal("").transform(() => null);
const whole = z
  .string()
  .regex(/^\d{1,15}$/, "must be a whole number")
  .transform(Number);
const instant = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-11-28T09:00:00Z" })
  .transform((text) => Date.parse(text));
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .union([empty, schema])
    .optional()
    .default(null as never);

/** `label` and other columns of our own exports are ignored. */
const rowSchema = z
  .object({
    sdkAppId: whole,
    campaignId: whole,
    at: instant,
    called: optional(whole),
    total: optional(whole),
    state: z
      .enum([...states, "unknown"], `must be one of ${states.join(", ")}, unknown`)
      .transform((state) => (state === "unknown" ? null : states.indexOf(state))),
    name: optional(z.string().max(500)),
    agent: optional(z.string().max(500)),
    concurrency: optional(whole),
    startTime: optional(instant),
    endTime: optional(instant),
  })
  .transform(({ sdkAppId, campaignId, at, called, total, state, ...known }) => {
    const counts = { stateCode: state, totalCallees: total, calledCallees: called };
    const facts: CampaignFacts = { ...known, ...counts, callOrderCode: null, uui: null, requestId: null };
    return { key: { sdkAppId, campaignId }, at, facts };
  });
const neededColumns = ["sdkAppId", "campaignId", "at", "called", "total", "state"] as const;

/**
 * Takes over samples that were observed elsewhere, as if this installation had observed them. Reads the file twice: the
 * first time to validate it, so that a faulty file changes nothing. Importing a file again changes nothing.
 * @param now epoch ms.
 * @throws ImportError naming each faulty line.
 */
export async function importHistory(store: Pick<HistoryStore, "write">, file: string, now: number) {
  await validate(file, now);
  const campaigns = new Map<string, TrackedCampaign>();
  const lastSamples = new Map<string, KeptSample>();
  let samples = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let waiting: KeptSample[] = [];
  for await (const { row } of readRows(file)) {
    const { key, at, facts } = rowSchema.parse(row);
    const id = campaignPath(key);
    const before = campaigns.get(id) ?? trackCampaign(key, null);
    campaigns.set(id, foldObservation(before, { kind: "answered", at, facts }));
    const sample = { key, ...sampleOf(facts, at), unobservedSince: null };
    if (!needsSample(lastSamples.get(id) ?? null, sample)) continue;
    lastSamples.set(id, sample);
    waiting.push(sample);
    samples += 1;
    from = Math.min(from, at);
    to = Math.max(to, at);
    if (waiting.length < samplesPerWrite) continue;
    await store.write(waiting, []);
    waiting = [];
  }
  const lastFacts = [...campaigns.values()].flatMap(({ facts, observedAt, ...rest }) => {
    const { key, activeAt, endedAt, endConfirmed } = rest;
    return facts !== null && observedAt !== null
      ? [{ key, facts, observedAt, activeAt, endedAt, endConfirmed }]
      : [];
  });
  await store.write(waiting, lastFacts);
  return { campaigns: campaigns.size, samples, from, to };
}

type CsvRow = Record<string, string>;

async function* readRows(file: string): AsyncGenerator<{ row: CsvRow; line: number }> {
  const input = createReadStream(file);
  const parser = parse({
    bom: true,
    columns: true,
    info: true,
    max_record_size: longestRecord,
    skip_empty_lines: true,
  });
  input.once("error", (error) => parser.destroy(error));
  try {
    for await (const { record, info } of input.pipe(parser) as AsyncIterable<{
      record: CsvRow;
      info: { lines: number };
    }>)
      yield { row: record, line: info.lines };
  } catch (error) {
    const { code, message } = error as CsvError | NodeJS.ErrnoException;
    throw new ImportError(`${file}: ${code === "ENOENT" ? "there is no such file" : message}`);
  } finally {
    input.destroy();
  }
}

async function validate(file: string, now: number): Promise<void> {
  const faults: string[] = [];
  const latest = new Map<string, number>();
  let isFirst = true;
  for await (const { row, line } of readRows(file)) {
    if (isFirst) refuseMissingColumns(row);
    isFirst = false;
    const fault = faultOf(row, latest, now);
    if (fault) faults.push(`line ${line}: ${fault}`);
    if (faults.length === mostFaults) break;
  }
  if (isFirst) throw new ImportError(`${file}: there is no row after the line with the columns' names`);
  if (faults.length > 0)
    throw new ImportError(`Nothing was imported:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
}

function refuseMissingColumns(row: CsvRow): void {
  const missing = neededColumns.filter((column) => !(column in row));
  if (missing.length > 0)
    throw new ImportError(
      `The first line has to name the columns ${neededColumns.join(", ")}; missing: ${missing.join(", ")}`,
    );
}

function faultOf(row: CsvRow, latest: Map<string, number>, now: number): string | null {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("; ");
  const { at, key } = parsed.data;
  if (!campaignKeySchema.safeParse(key).success)
    return "sdkAppId and campaignId must be positive whole numbers";
  if (at > now + clocksDifferByMs) return "at is in the future";
  const id = campaignPath(key);
  const before = latest.get(id);
  latest.set(id, at);
  if (before !== undefined && at <= before) return "at must be later than in the campaign's row before";
  if (latest.size > mostCampaigns) return `more than ${mostCampaigns} campaigns`;
  return null;
}
