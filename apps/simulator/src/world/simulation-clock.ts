export type SimulationClock = ReturnType<typeof createSimulationClock>;

/** Epoch milliseconds: starts at the time of `wall` and passes `speed` times as fast. */
export function createSimulationClock(wall: () => number, speed = 1) {
  let factor = speed;
  let wallAnchor = wall();
  let anchor = wallAnchor;
  const now = () => anchor + (wall() - wallAnchor) * factor;
  const set = (time: number) => {
    anchor = time;
    wallAnchor = wall();
  };
  return {
    now,
    speed: () => factor,
    setSpeed: (next: number) => {
      set(now());
      factor = next;
    },
    set,
    advance: (milliseconds: number) => set(now() + milliseconds),
  };
}
