/**
 * `promise`: how often a class is promised an observation; it weighs the classes against each other when there is not
 * enough for all. `floor`: no more often than this, however much of the budget is to spare. Both in ms.
 */
export interface PollClass {
  readonly promise: number;
  readonly floor: number;
}

/** Running and waiting: a quarter of the age from which their values are stale. */
export const pollClasses = {
  neverObserved: { promise: 1000, floor: 0 },
  onScreen: { promise: 3000, floor: 1000 },
  running: { promise: 15_000, floor: 1000 },
  waiting: { promise: 45_000, floor: 15_000 },
  /** Between observing an end and confirming it. */
  ended: { promise: 5000, floor: 5000 },
  notFound: { promise: 60_000, floor: 15_000 },
  /** After an edge of the window that the state has not followed yet. */
  windowEdge: { promise: 1000, floor: 5000 },
} as const satisfies Record<string, PollClass>;
