import type { Session } from "@cruiseboard/contract";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../config/config.ts";
import type { Call } from "./route.ts";

export const { version } = packageJson;

export function sessionOf({ viewer, scope }: Pick<Call, "viewer" | "scope">, config: Config): Session {
  return {
    viewer,
    mode: config.mode,
    version,
    masked: [...scope.mask.fields],
    enabled: {
      watchListEditing: viewer.role === "manager",
      bearerTokens: config.access.tokens !== null,
      signIn: config.access.signIn !== null,
    },
  };
}
