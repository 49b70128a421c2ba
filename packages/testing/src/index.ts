export { createFakeClock, type FakeClock, type FakeTimer } from "./create-fake-clock.ts";
export { createSelfSignedCertificate } from "./create-self-signed-certificate.ts";
export {
  type SimulatedCampaign,
  type SimulatedCampaignOrder,
  type SimulatorClockChange,
  type SimulatorClockView,
  type SimulatorControl,
  type SimulatorFault,
  type SimulatorFaultKind,
  type SimulatorStatistics,
  type SimulatorWorld,
  simulatorFaultKinds,
} from "./simulator-control.ts";
export { type HttpStub, startHttpStub } from "./start-http-stub.ts";
export { type RunningPostgres, startPostgres } from "./start-postgres.ts";
export { type RunningProxy, startProxy } from "./start-proxy.ts";
export { type RunningSimulator, type SimulatorOptions, startSimulator } from "./start-simulator.ts";
export { until } from "./until.ts";
