import type { Session, Viewer } from "@cruiseboard/contract";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../config.ts";

export const { version } = packageJson;

export function sessionOf(viewer: Viewer, config: Config): Session {
  return {
    viewer,
    mode: config.mode,
    version,
    enabled: { watchListEditing: viewer.role === "manager", bearerTokens: false, signIn: false },
  };
}
