export type { CccCredentials } from "./ccc-credentials.ts";
export {
  CccAbortedError,
  CccApiError,
  CccError,
  type CccErrorFacts,
  CccResponseError,
  CccTimeoutError,
  CccTransportError,
} from "./ccc-error.ts";
export {
  type CccCallOptions,
  type CccClient,
  type CccClientOptions,
  createCccClient,
} from "./create-ccc-client.ts";
export type { CampaignFacts } from "./describe-agent-cruise-dialing-campaign.ts";
export type { DeadlineTimers } from "./pending-call.ts";
export type { CccAnswer } from "./read-answer.ts";
export { signTc3, type Tc3Request } from "./sign-tc3.ts";
