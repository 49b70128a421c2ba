import { randomBytes } from "node:crypto";

/** What this worker's simulators and backends agree upon; never to be seen anywhere else. */
export const credentials = {
  secretId: `AKIDe2e${randomBytes(12).toString("hex")}`,
  secretKey: `e2e${randomBytes(16).toString("hex")}`,
} as const;
