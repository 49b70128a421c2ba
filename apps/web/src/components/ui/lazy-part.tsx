import { type ComponentType, type ReactNode, lazy as reactLazy, Suspense } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { time } from "../../lib/time.ts";
import { Button } from "./button.tsx";
import { FaultBoundary } from "./fault-boundary.tsx";

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
