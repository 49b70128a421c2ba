import { Component, type ComponentType, type ReactNode, lazy as reactLazy, Suspense } from "react";
import { useDisplay } from "../../i18n/display.tsx";
import { time } from "../../i18n/time.ts";
import { Button } from "./button.tsx";

const notFetched = <NotFetched />;

/** How long a chunk that could not be fetched is not fetched again, in milliseconds: React renders at once what failed. */
const pause = 1000;

/** As React's, but a chunk that could not be fetched is fetched again when it is rendered later. */
export function lazy<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let Part = make();
  let failedAt = Infinity;

  function make() {
    return reactLazy(async () => {
      try {
        return await load();
      } catch (error) {
        failedAt = time.monotonic();
        throw error;
      }
    }) as unknown as ComponentType<Props>;
  }

  return function Lazy(props: Props) {
    if (time.monotonic() - failedAt > pause) {
      // React keeps for ever what came of the one before.
      Part = make();
      failedAt = Infinity;
    }
    return <Part {...props} />;
  };
}

interface LazyPartProps {
  readonly waiting: ReactNode;
  /** Stands in its place while its chunk cannot be fetched; unless told, words that say so. */
  readonly missing?: ReactNode;
  /** When it changes, what failed is tried again at once. */
  readonly retryOn?: unknown;
  readonly children: ReactNode;
}

/** A part of the page that has its own chunk. */
export function LazyPart({ waiting, missing = notFetched, retryOn, children }: LazyPartProps) {
  return (
    <FaultBoundary fallback={missing} retryOn={retryOn}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </FaultBoundary>
  );
}

function NotFetched() {
  const { t } = useDisplay();
  return (
    <p role="alert" className="flex flex-wrap items-center gap-3 text-ink-2">
      {t("page.partMissing")}
      <Button onClick={() => location.reload()}>{t("crash.reload")}</Button>
    </p>
  );
}

/** Between attempts to draw what failed, doubling from the one to the other, in milliseconds. */
const pauses = { shortest: 2000, longest: 60_000 } as const;

interface FaultBoundaryProps {
  readonly fallback: ReactNode;
  /** When it changes, what failed is tried again at once: it may draw what is new. */
  readonly retryOn?: unknown;
  readonly children: ReactNode;
}

/**
 * Keeps a defect, or a chunk that cannot be fetched, from taking more than its own part of the page along, and tries that
 * part again by itself.
 */
export class FaultBoundary extends Component<FaultBoundaryProps, { failed: boolean }> {
  override state = { failed: false };
  private failures = 0;
  private failedAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    const now = time.monotonic();
    // What was drawn for long since is a new fault.
    this.failures = now - this.failedAt > 2 * pauses.longest ? 0 : this.failures + 1;
    this.failedAt = now;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.retry, Math.min(pauses.longest, pauses.shortest * 2 ** this.failures));
  }

  override componentDidUpdate(before: FaultBoundaryProps) {
    if (this.state.failed && before.retryOn !== this.props.retryOn) this.retry();
  }

  override componentWillUnmount() {
    clearTimeout(this.timer);
  }

  private readonly retry = () => this.setState({ failed: false });

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
