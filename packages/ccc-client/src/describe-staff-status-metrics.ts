import { z } from "zod";
import { instant, text } from "./read-answer.ts";

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
    /** Of an agent who was never there the upstream may tell 0. */
    statusSince: metrics.LastStatusTimestamp || null,
  }));

/** Of a malformed entry only the account counts. */
const unreadableSchema = z
  .object({ Email: text })
  .catch({ Email: null })
  .transform(({ Email }) => ({
    account: Email,
    status: "unknown" as const,
    reason: null,
    statusSince: null,
  }));

/** More than any application has. Each malformed entry costs some microseconds. */
const mostAgents = 50_000;
const agentsSchema = z
  .array(z.unknown())
  .max(mostAgents)
  .pipe(z.array(agentSchema.or(unreadableSchema)));

/** An application without agents has an empty list, or null. */
const staffSchema = z
  .object({ Metrics: agentsSchema.nullable(), RequestId: text })
  .transform(({ Metrics, RequestId }) => ({ agents: Metrics ?? [], requestId: RequestId }));

/** An agent's present status. null: not known. */
export type AgentFacts = Readonly<z.output<typeof agentSchema>>;

/** Only this file knows the action's names. */
export const describeStaffStatus = {
  action: "DescribeStaffStatusMetrics",
  bodyOf: ({ sdkAppId }: { readonly sdkAppId: number }) => ({ SdkAppId: sdkAppId }),
  schema: staffSchema,
  /** Bytes: of some thousand agents, each below 1 KiB. */
  longestAnswer: 16 * 1024 * 1024,
};
