/** One shape per meaning, drawn on 16 × 16, so that nothing is told by colour alone. */
const shapes = {
  running: <path d="M5 3.2v9.6L13 8z" fill="currentColor" />,
  notStarted: (
    <circle
      cx="8"
      cy="8"
      r="5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeDasharray="2.2 1.7"
    />
  ),
  completed: <path d="m3 8.4 3.3 3.3L13 5" fill="none" stroke="currentColor" strokeWidth="2.2" />,
  terminated: <rect x="3.5" y="3.5" width="9" height="9" rx="1.5" fill="currentColor" />,
  unknown: (
    <path
      d="M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.6M8 12.300v.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinecap="round"
    />
  ),
  willMissWindow: (
    <path
      d="M8 1.800 15 14H1zM8 6.300v3.500M8 11.700v.3"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.700"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  ),
  stalled: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />,
  lateStart: (
    <path
      d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2m0 2.500V8l2.500 1.500"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.700"
      strokeLinecap="round"
    />
  ),
  overrun: (
    <path
      d="m2.500 3.500 4.500 4.500-4.500 4.500M8 3.500 12.500 8 8 12.500"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  stoppedEarly: (
    <path
      d="M5.300 1.500h5.400l3.800 3.800v5.400l-3.800 3.800H5.300l-3.800-3.800V5.300zM5 8h6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.700"
    />
  ),
  uncalledAtClose: (
    <path d="M2 8h8M2 4h12M2 12h4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  ),
  notFound: (
    <path d="m4 4 8 8m0-8-8 8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  ),
  upstreamFailing: (
    <path
      d="M2 8h3m6 0h3M6.500 4.500v7M9.500 4.500v7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.900"
      strokeLinecap="round"
    />
  ),
  stale: (
    <path
      d="M4 2h8M4 14h8M5 2c0 4 6 8 6 12M11 2c0 4-6 8-6 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
    />
  ),
  pending: (
    <path
      d="M3 8h.01M8 8h.01M13 8h.01"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.500"
      strokeLinecap="round"
    />
  ),
  live: <circle cx="8" cy="8" r="4" fill="currentColor" />,
  lost: (
    <path
      d="m3 3 10 10M5 10a4.500 4.500 0 0 1 6 0M2.500 7.200A8 8 0 0 1 6 5.200M13.500 7.200A8 8 0 0 0 9 5M8 13h.01"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.700"
      strokeLinecap="round"
    />
  ),
  pastEnd: (
    <path
      d="M6 2v12M2.500 8h11M10 4.500 13.500 8 10 11.500"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.700"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  pause: <path d="M4.500 3h2.400v10H4.500zM9.100 3h2.400v10H9.100z" fill="currentColor" />,
  play: <path d="M5 3v10l8-5z" fill="currentColor" />,
  search: (
    <path
      d="M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9M10.300 10.300 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinecap="round"
    />
  ),
  filter: (
    <path
      d="M2.500 4h11M4.500 8h7M6.500 12h3"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.700"
      strokeLinecap="round"
    />
  ),
  sliders: (
    <path
      d="M2.500 5h6M12.500 5h1M2.500 11h1M7.500 11h6M10.500 3.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600M5.500 9.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
      strokeLinecap="round"
    />
  ),
  bookmark: (
    <path
      d="M4 2.500h8v11L8 10.500 4 13.500z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinejoin="round"
    />
  ),
  table: (
    <path
      d="M2.500 3h11v10h-11zM2.500 6.500h11M2.500 9.700h11"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.400"
      strokeLinejoin="round"
    />
  ),
  cards: (
    <path
      d="M2.500 2.500h4.500V7H2.500zM9 2.500h4.500V7H9zM2.500 9H7v4.500H2.500zM9 9h4.500v4.500H9z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.400"
      strokeLinejoin="round"
    />
  ),
  edit: (
    <path
      d="M3 13l.7-3L10.500 3.200l2.300 2.300L6 12.300z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
      strokeLinejoin="round"
    />
  ),
  link: (
    <path
      d="M6.500 9.500l3-3M7 4.500l1.200-1.200a3 3 0 0 1 4.300 4.300L11.300 8.800M9 11.500l-1.200 1.200a3 3 0 0 1-4.300-4.300L4.700 7.200"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
      strokeLinecap="round"
    />
  ),
  close: (
    <path d="m4 4 8 8m0-8-8 8" fill="none" stroke="currentColor" strokeWidth="1.600" strokeLinecap="round" />
  ),
  plus: (
    <path d="M8 3v10M3 8h10" fill="none" stroke="currentColor" strokeWidth="1.800" strokeLinecap="round" />
  ),
  back: (
    <path
      d="M9.500 3.500 5 8l4.500 4.500"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  forward: (
    <path
      d="M6 4l4 4-4 4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  up: (
    <path
      d="m4 10 4-4 4 4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  down: (
    <path
      d="m4 6 4 4 4-4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  copy: (
    <path
      d="M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
      strokeLinejoin="round"
    />
  ),
  download: (
    <path
      d="M8 2v8M4.500 7 8 10.500 11.500 7M3 13.500h10"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  refresh: (
    <path
      d="M13.500 8A5.500 5.500 0 1 1 11.700 4M13.500 1.800v3.400h-3.400"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  light: (
    <path
      d="M8 5.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600M8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
      strokeLinecap="round"
    />
  ),
  dark: (
    <path
      d="M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinejoin="round"
    />
  ),
  system: (
    <path
      d="M8 2a6 6 0 0 0 0 12zM8 2a6 6 0 0 1 0 12"
      fill="currentColor"
      stroke="currentColor"
      strokeWidth="1.500"
      fillOpacity=".9"
    />
  ),
  globe: (
    <path
      d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M2 8h12M8 2c-4 4-4 8 0 12M8 2c4 4 4 8 0 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.300"
    />
  ),
  wall: (
    <path
      d="M2 3h12v8.500H2zM5.500 14h5M8 11.500V14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  grow: (
    <path
      d="M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  shrink: (
    <path
      d="M6 2.500V6H2.500M13.500 6H10V2.500M10 13.500V10h3.500M2.500 10H6v3.500"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.600"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  bell: (
    <path
      d="M3 11.500c1-1 1.300-2.200 1.300-4.300a3.700 3.700 0 0 1 7.400 0c0 2.100.3 3.300 1.300 4.300zM6.700 13.700a1.400 1.400 0 0 0 2.600 0"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
} as const;

export type IconName = keyof typeof shapes;

/** Decorative: the word stands beside it, or in the control's own label. */
export function Icon({ name, className = "size-3.5" }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={`shrink-0 ${className}`} aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}
