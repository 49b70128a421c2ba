import { examine } from "./doctor/examine.ts";
import { findingInWords } from "./doctor/finding.ts";

const usage = `Usage: npm run doctor [-- [SDKAPPID/CAMPAIGNID] [--webhooks]]
The campaign is one of yours to observe: npm run doctor -- 1400000000/2569
--webhooks sends a test message to each receiver of webhooks.`;

const option = "--webhooks";
const words = process.argv.slice(2);
const triesWebhooks = words.includes(option);
const [argument, ...rest] = words.filter((word) => word !== option);
const [, sdkAppId, campaignId] = /^(\d{1,15})\/(\d{1,15})$/.exec(argument ?? "") ?? [];
const campaign =
  sdkAppId && campaignId ? { sdkAppId: Number(sdkAppId), campaignId: Number(campaignId) } : null;

if (rest.length > 0 || (argument !== undefined && campaign === null)) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 1;
} else {
  await printFindings();
}

async function printFindings(): Promise<void> {
  let wrong = 0;
  // `head` closes the pipe early.
  process.stdout.on("error", () => undefined);
  for await (const finding of examine({ environment: process.env, campaign, triesWebhooks })) {
    if (finding.mark === "bad") wrong += 1;
    process.stdout.write(`${findingInWords(finding)}\n`);
  }
  process.stdout.write(wrong === 0 ? "No problems found.\n" : `Problems found: ${wrong}\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
