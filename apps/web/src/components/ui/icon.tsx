/** A filled path, or a line with its width and dashes. */
type Shape = string | readonly [line: string, width: number, dashes?: string];

/** One shape per meaning, on 16 × 16, so that colour alone carries none. */
const shapes = {
  running: "M5 3.2v9.6L13 8z",
  notStarted: ["M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3", 1.8, "2.2 1.7"],
  completed: ["m3 8.4 3.3 3.3L13 5", 2.2],
  terminated:
    "M5 3.5h6A1.5 1.5 0 0 1 12.5 5v6a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 11V5A1.5 1.5 0 0 1 5 3.5",
  unknown: ["M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.6M8 12.3v.4", 1.9],
  willMissWindow: ["M8 1.8 15 14H1zM8 6.3v3.5M8 11.7v.3", 1.7],
  agentAway: [
    "M6 2.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8M1.5 13.5c0-2.4 2-4 4.5-4 1 0 2 .3 2.7.8M10.5 12h4",
    1.7,
  ],
  working: "M8 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6M2.5 14c0-3 2.4-4.8 5.5-4.8s5.5 1.8 5.5 4.8z",
  onBreak: [
    "M3 5h8v4.5a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3zM11 6h1.5a1.5 1.5 0 0 1 0 3.5H11M5.5 2.5v.5M8.5 2.5v.5",
    1.5,
  ],
  notReady: ["M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M4.2 11.8l7.6-7.6", 1.7],
  offline: ["M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9", 1.7],
  stalled: ["M1.5 13 6.5 6h8", 2],
  lateStart: ["M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2m0 2.5V8l2.5 1.5", 1.7],
  overrun: ["m2.5 3.5 4.5 4.5-4.5 4.5M8 3.5 12.5 8 8 12.5", 2],
  stoppedEarly: ["M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM5 8h6", 1.7],
  uncalledAtClose: ["M2 8h8M2 4h12M2 12h4", 2],
  notFound: ["m4 4 8 8m0-8-8 8", 2],
  upstreamFailing: ["M2 8h3m6 0h3M6.5 4.5v7M9.5 4.5v7", 1.9],
  stale: ["M4 2h8M4 14h8M5 2c0 4 6 8 6 12M11 2c0 4-6 8-6 12", 1.5],
  pending: ["M3 8h.01M8 8h.01M13 8h.01", 2.5],
  live: "M8 4a4 4 0 1 0 0 8A4 4 0 0 0 8 4",
  lost: ["m3 3 10 10M5 10a4.5 4.5 0 0 1 6 0M2.5 7.2A8 8 0 0 1 6 5.2M13.5 7.2A8 8 0 0 0 9 5M8 13h.01", 1.7],
  tight: ["M13 2.5v11M2.5 8H10M7 4.5 10.5 8 7 11.5", 1.7],
  unwatch: [
    "M1.5 8c1.7-2.7 3.9-4 6.5-4s4.8 1.3 6.5 4c-1.7 2.7-3.9 4-6.5 4s-4.8-1.3-6.5-4M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M3 13.5l10-11",
    1.5,
  ],
  pause: "M4.5 3h2.4v10H4.5zM9.1 3h2.4v10H9.1z",
  play: "M5 3v10l8-5z",
  search: ["M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3 14 14", 1.6],
  filter: ["M2.5 4h11M4.5 8h7M6.5 12h3", 1.7],
  sliders: [
    "M2.5 5h6M12.5 5h1M2.5 11h1M7.5 11h6M10.5 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M5.5 9.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6",
    1.5,
  ],
  bookmark: ["M4 2.5h8v11L8 10.5 4 13.5z", 1.6],
  table: ["M2.5 3h11v10h-11zM2.5 6.5h11M2.5 9.7h11", 1.4],
  cards: ["M2.5 2.5h4.5V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z", 1.4],
  edit: ["M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z", 1.5],
  close: ["m4 4 8 8m0-8-8 8", 1.6],
  plus: ["M8 3v10M3 8h10", 1.8],
  back: ["M9.5 3.5 5 8l4.5 4.5", 1.8],
  forward: ["M6 4l4 4-4 4", 1.8],
  up: ["m4 10 4-4 4 4", 1.8],
  down: ["m4 6 4 4 4-4", 1.8],
  copy: ["M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3", 1.5],
  download: ["M8 2v8M4.5 7 8 10.5 11.5 7M3 13.5h10", 1.6],
  refresh: ["M13.5 8A5.5 5.5 0 1 1 11.7 4M13.5 1.8v3.4h-3.4", 1.6],
  light: [
    "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1",
    1.5,
  ],
  dark: ["M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7", 1.6],
  system: "M8 1.25a6.75 6.75 0 1 0 0 13.5 6.75 6.75 0 0 0 0-13.5m0 1.5a5.25 5.25 0 0 1 0 10.5z",
  wall: ["M2 3h12v8.5H2zM5.5 14h5M8 11.5V14", 1.6],
  grow: ["M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10", 1.6],
  shrink: ["M6 2.5V6H2.5M13.5 6H10V2.5M10 13.5V10h3.5M2.5 10H6v3.5", 1.6],
  sound: ["M2.5 6v4h2.5l3.5 3V3L5 6zM11 5.5a3.5 3.5 0 0 1 0 5M12.8 3.5a6.3 6.3 0 0 1 0 9", 1.5],
  muted: ["M2.5 6v4h2.5l3.5 3V3L5 6zM11 6l3.5 4M14.5 6 11 10", 1.5],
  bell: [
    "M3 11.5c1-1 1.3-2.2 1.3-4.3a3.7 3.7 0 0 1 7.4 0c0 2.1.3 3.3 1.3 4.3zM6.7 13.7a1.4 1.4 0 0 0 2.6 0",
    1.5,
  ],
} as const satisfies Record<string, Shape>;

export type IconName = keyof typeof shapes;

/** Decorative: its meaning is in the text or label beside it. */
export function Icon({ name, className = "size-3.5" }: { name: IconName; className?: string }) {
  const shape: Shape = shapes[name];
  const [d, width, dashes] = typeof shape === "string" ? [shape] : shape;
  const round = dashes === undefined ? "round" : "butt";
  return (
    <svg viewBox="0 0 16 16" className={`shrink-0 ${className}`} aria-hidden="true" focusable="false">
      <path
        d={d}
        fill={width === undefined ? "currentColor" : "none"}
        stroke={width === undefined ? "none" : "currentColor"}
        strokeWidth={width}
        strokeDasharray={dashes}
        strokeLinecap={round}
        strokeLinejoin="round"
      />
    </svg>
  );
}
