import { Component, type ComponentType, type ReactNode, lazy as reactLazy, Suspense } from "react";
import { useDisplay } from "../../i18n/display.tsx";
import { Button } from "./button.tsx";

/** React renders at once what failed: a chunk that could not be fetched is not fetched again for so long. */
const pauseMs = 1000;

interface Otherwise {
  readonly waiting?: ReactNode;
  /** Shown while its chunk cannot be fetched. */
  readonly missing?: ReactNode;
}

/** A component in a chunk of its own. Unlike with React's, a chunk that could not be fetched is fetched again later. */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { waiting = null, missing }: Otherwise = {},
): ComponentType<Props> {
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
    return (
      <FaultBoundary fallback={missing}>
        <Suspense fallback={waiting}>
          <Part {...props} />
        </Suspense>
      </FaultBoundary>
    );
  };
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
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

/** Confines a defect, or a chunk that cannot be fetched, to its part of the page, and retries it after a while and when it changes. */
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
    if (this.state.failed && before.children !== this.props.children) this.retry();
  }

  override componentWillUnmount() {
    clearTimeout(this.timer);
  }

  private readonly retry = () => this.setState({ failed: false });

  override render() {
    const { fallback = <NotFetched />, children } = this.props;
    return this.state.failed ? fallback : children;
  }
}
