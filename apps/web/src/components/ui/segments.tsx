import { Icon, type IconName } from "./icon.tsx";

interface Segment<T extends string> {
  readonly value: T;
  readonly words: string;
  readonly icon?: IconName;
}

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly segments: readonly Segment<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
  /** The icons alone; the words are read aloud. */
  readonly bare?: boolean;
}

/** One of a few, side by side. */
export function Segments<T extends string>({
  label,
  segments,
  value,
  onChoose,
  bare = false,
}: SegmentsProps<T>) {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex rounded-lg border border-line-strong bg-surface p-0.5"
    >
      {segments.map(({ value: own, words, icon }) => (
        <button
          key={own}
          type="button"
          aria-pressed={own === value}
          aria-label={bare ? words : undefined}
          title={bare ? words : undefined}
          onClick={() => onChoose(own)}
          className={`inline-flex h-6.5 items-center justify-center gap-1.5 rounded-md px-2 text-13 whitespace-nowrap pointer-coarse:h-8.5 ${own === value ? "bg-accent-soft font-medium text-accent" : "text-ink-2 hover:bg-sunken"}`}
        >
          {icon && <Icon name={icon} className="size-4" />}
          {!bare && words}
        </button>
      ))}
    </div>
  );
}
