import { Component, type ComponentType, type ReactNode, lazy as reactLazy, Suspense } from "react";
import { useDisplay } from "../../i18n/display.tsx";
import { Button } from "./button.tsx";

/** React renders at once what failed: a chunk that could not be fetched is not fetched again for so long. */
const pauseMs = 1000;

/** As React's, but a chunk that could not be fetched is fetched again when it is rendered later. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const make = () =>
    reactLazy(() =>
      load().then(
        (component) => ({ default: component }),
        (error: unknown) => {
          // React keeps the failure of this one for ever.
          setTimeout(() => (Part = make()), pauseMs);
          throw error;
        },
      ),
    ) as unknown as ComponentType<Props>;
  let Part = make();
  return function Lazy(props: Props) {
    return <Part {...props} />;
  };
}

const notFetched = <NotFetched />;

interface LazyPartProps extends Omit<FaultBoundaryProps, "fallback"> {
  readonly waiting?: ReactNode;
  /** Shown while its chunk cannot be fetched. */
  readonly missing?: ReactNode;
}

export function LazyPart({ waiting = null, missing = notFetched, retryOn, children }: LazyPartProps) {
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

const retryMs = 2000;

interface FaultBoundaryProps {
  readonly fallback: ReactNode;
  /** When it changes, a failed part is tried again at once. */
  readonly retryOn?: unknown;
  readonly children: ReactNode;
}

/** Confines a defect, or a chunk that cannot be fetched, to its part of the page, and retries that part. */
export class FaultBoundary extends Component<FaultBoundaryProps, { failed: boolean }> {
  override state = { failed: false };
  private timer: ReturnType<typeof setTimeout> | undefined;

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.retry, retryMs);
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
