import { readFileSync, statSync } from "node:fs";
import { namesKey } from "../../config/accounts-config.ts";
import { type Config, ConfigError, loadConfig } from "../../config/config.ts";
import type { Environment } from "../../config/read-secret.ts";
import { bad, type Finding, good, note } from "./finding.ts";

export interface CheckedConfiguration {
  readonly findings: readonly Finding[];
  /** null: it cannot be used. */
  readonly config: Config | null;
  /** Whether there is a key to try; without one, everything else can still be looked at. */
  readonly hasKey: boolean;
}

const readableByAll = 0o004;

/** Reads the environment as the backend does. */
export function checkConfiguration(environment: Environment): CheckedConfiguration {
  const hasKey = namesKey(environment);
  try {
    const config = loadConfig(hasKey ? environment : withoutKey(environment));
    return {
      config,
      hasKey,
      findings: [
        good("Configuration", "every variable can be used"),
        ...accountsFileFinding(environment["CCC_ACCOUNTS_FILE"]?.trim()),
        ...keyFinding(hasKey),
      ],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.problems.map((problem) =>
      bad("Configuration", problem, "Change this variable; README.md lists them all."),
    );
    return { config: null, hasKey, findings: [...findings, ...keyFinding(hasKey)] };
  }
}

function withoutKey(environment: Environment): Environment {
  return { ...environment, TENCENTCLOUD_SECRET_ID: "none", TENCENTCLOUD_SECRET_KEY: "none" };
}

/** Others who use this machine need not read keys; in a container there are none, and secrets often readable by all. */
function accountsFileFinding(path: string | undefined): readonly Finding[] {
  if (!path || (statSync(path).mode & readableByAll) === 0) return [];
  if (!/"(secretKey|sessionToken)"/.test(readFileSync(path, "utf8"))) return [];
  return [
    note(
      "Accounts file",
      "it holds keys, and every user of this machine can read it",
      "chmod 0600, unless it is a secret mounted into a container.",
    ),
  ];
}

function keyFinding(hasKey: boolean): readonly Finding[] {
  if (hasKey) return [];
  return [
    bad(
      "Key",
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set, so that npm start shows a demo",
      "Make a key that may do nothing but ccc:DescribeAgentCruiseDialingCampaign (docs/operating.md has the policy) and set both, or both with _FILE.",
    ),
  ];
}
