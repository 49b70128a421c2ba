import type { BackupContents } from "./backup/contents-of.ts";

const bytesPerMegabyte = 1_000_000;

/** So that whoever backs up or restores sees whether it is what they meant. */
export function contentsInWords({ bytes, watchedCampaigns, latestSampleAt }: BackupContents): string {
  const size = `${(bytes / bytesPerMegabyte).toFixed(1)} MB`;
  const latest =
    latestSampleAt === null ? "no history" : `history up to ${new Date(latestSampleAt).toISOString()}`;
  return `${size}, watched campaigns: ${watchedCampaigns}, ${latest}`;
}
