export { CccError, type CccErrorFacts } from "./ccc-error.ts";
export { type CccClient, type CccClientOptions, createCccClient } from "./create-ccc-client.ts";
export type { CampaignFacts } from "./describe-agent-cruise-dialing-campaign.ts";
export type { AgentFacts, StaffStatus } from "./describe-staff-status-metrics.ts";
export { openConnections } from "./exchange.ts";
export { type Proxies, proxyFaultOf } from "./proxies.ts";
export { type CccCredentials, signTc3, type Tc3Request } from "./sign-tc3.ts";
