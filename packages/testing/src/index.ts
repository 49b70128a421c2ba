export { createFakeClock, type FakeClock, type FakeTimer } from "./create-fake-clock.ts";
export type { SimulatorClockChange, SimulatorControl, SimulatorFault } from "./simulator-control.ts";
export { type RunningSimulator, type SimulatorOptions, startSimulator } from "./start-simulator.ts";
