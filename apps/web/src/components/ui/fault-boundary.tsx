import { Component, type ReactNode } from "react";
import { time } from "../../lib/time.ts";

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
