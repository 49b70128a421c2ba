/** The time inside the simulated world. All times are milliseconds since 1970. */
export interface SimulationClock {
  now(): number;
  /** Simulated milliseconds that pass in one real millisecond; 0 stands still. */
  speed(): number;
  setSpeed(speed: number): void;
  /** Moves to a point in time, forwards or backwards. */
  set(time: number): void;
  advance(milliseconds: number): void;
}

export interface SimulationClockOptions {
  /** The real clock that drives this one. */
  wall: () => number;
  speed?: number;
  /** Where the simulated time starts; the real time unless told. */
  start?: number;
}

export function createSimulationClock({ wall, speed = 1, start }: SimulationClockOptions): SimulationClock {
  let factor = speed;
  let wallAnchor = wall();
  let anchor = start ?? wallAnchor;
  const now = () => anchor + (wall() - wallAnchor) * factor;
  const moveTo = (time: number) => {
    anchor = time;
    wallAnchor = wall();
  };
  return {
    now,
    speed: () => factor,
    setSpeed: (next) => {
      moveTo(now());
      factor = next;
    },
    set: moveTo,
    advance: (milliseconds) => moveTo(now() + milliseconds),
  };
}
