import { type Config, ConfigError, loadConfig } from "../config.ts";
import type { Environment } from "../read-secret.ts";
import { bad, type Finding, good } from "./finding.ts";

export interface CheckedConfiguration {
  readonly findings: readonly Finding[];
  /** null: it cannot be used. */
  readonly config: Config | null;
  /** Whether there is a key to try; without one, everything else can still be looked at. */
  readonly hasKey: boolean;
}

const keyVariables = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"].flatMap((name) => [
  name,
  `${name}_FILE`,
]);

/** Reads the environment as the backend does. */
export function checkConfiguration(environment: Environment): CheckedConfiguration {
  const hasKey = keyVariables.some((name) => environment[name]?.trim());
  try {
    const config = loadConfig(hasKey ? environment : withoutKey(environment));
    return {
      config,
      hasKey,
      findings: [good("Configuration", "every variable can be used"), ...keyFinding(hasKey)],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.problems.map((problem) =>
      bad("Configuration", problem, "Change this variable; docs/operating.md lists them all."),
    );
    return { config: null, hasKey, findings: [...findings, ...keyFinding(hasKey)] };
  }
}

function withoutKey(environment: Environment): Environment {
  return { ...environment, TENCENTCLOUD_SECRET_ID: "none", TENCENTCLOUD_SECRET_KEY: "none" };
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
