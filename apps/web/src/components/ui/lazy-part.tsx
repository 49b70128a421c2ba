import { type ReactNode, Suspense } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { Button } from "./button.tsx";
import { FaultBoundary } from "./fault-boundary.tsx";

/** A part of the page that has its own chunk. If the chunk cannot be fetched, only a reload brings it. */
export function LazyPart({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  return (
    <FaultBoundary fallback={<NotFetched />}>
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
