import { z } from "zod";
import { instant, text } from "./read-answer.ts";

/** Only this file knows the action's names. */
export const describeStaffStatus = { action: "DescribeStaffStatusMetrics", version: "2020-02-10" } as const;

/** @throws TypeError if the id is not a positive safe integer: JSON would round it. */
export function describeStaffStatusBody({ sdkAppId }: { readonly sdkAppId: number }): string {
  if (!Number.isSafeInteger(sdkAppId) || sdkAppId <= 0)
    throw new TypeError("An application's id is a positive safe integer");
  return JSON.stringify({ SdkAppId: sdkAppId });
}

/** In lower case: the sites of China and abroad spell them differently. */
const statuses = ["free", "busy", "aftercallwork", "rest", "notready", "offline"] as const;
export type StaffStatus = (typeof statuses)[number] | "unknown";

const status = text.transform((written): StaffStatus => {
  const spelled = written?.toLowerCase();
  return statuses.find((one) => one === spelled) ?? "unknown";
});

const agentSchema = z
  .object({ Email: text, Status: status, Reason: text, LastStatusTimestamp: instant })
  .transform((metrics) => ({
    /** The agent's account; null: not told. */
    account: metrics.Email,
    status: metrics.Status,
    /** Why the agent rests. */
    reason: metrics.Reason === "" ? null : metrics.Reason,
    statusSince: metrics.LastStatusTimestamp,
  }));

/** An application without agents has an empty list, or null. */
export const staffSchema = z
  .object({ Metrics: z.array(agentSchema).nullable(), RequestId: text })
  .transform(({ Metrics, RequestId }) => ({ agents: Metrics ?? [], requestId: RequestId }));

/** An agent's present status. null: not known. */
export type AgentFacts = Readonly<z.output<typeof agentSchema>>;
