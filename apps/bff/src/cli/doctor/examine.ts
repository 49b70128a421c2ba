import type { CampaignKey } from "@cruiseboard/contract";
import type { Config } from "../../config/config.ts";
import type { Environment } from "../../config/read-secret.ts";
import { unencryptedAddresses } from "../../config/unencrypted.ts";
import { checkAccess } from "./check-access.ts";
import { checkAccounts } from "./check-accounts.ts";
import { checkAddress } from "./check-address.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { checkPage } from "./check-page.ts";
import { checkPostgres } from "./check-postgres.ts";
import { type Finding, note } from "./finding.ts";

export interface Examination {
  readonly environment: Environment;
  /** One of the operator's own, to be asked for; null: none was named. */
  readonly campaign: CampaignKey | null;
  /** Where the built page lies, if elsewhere. */
  readonly pageFolder?: string;
}

/** Looks at everything that the backend needs, one after the other, and changes nothing. */
export async function* examine(examination: Examination): AsyncGenerator<Finding, void, undefined> {
  const { environment, campaign, pageFolder } = examination;
  const { findings, config, hasKey } = checkConfiguration(environment);
  yield* findings;
  yield checkPage(pageFolder);
  if (config === null) return yield note("The rest", "not looked at before the configuration can be used");
  yield await checkAddress(config);
  yield* await checkDatabase(config);
  yield* checkAccounts(hasKey ? config.accounts : [], { campaign, environment });
  if (!hasKey) yield* await checkEndpoint(config.accounts[0].endpoint, environment);
  yield* await checkAccess(config);
  for (const { source, says, risk } of unencryptedAddresses(config))
    yield note("Encryption", `${source}: ${says}`, risk);
}

function checkDatabase(config: Config): Promise<readonly Finding[]> | readonly Finding[] {
  if (config.databaseUrl === null) return checkDataFolder(config);
  return checkPostgres(config.databaseUrl, config.mode === "demo" ? "cruiseboard_demo" : "cruiseboard");
}
