import { type ReactNode, Suspense, use } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { hasAllMessages, loadLaterMessages } from "../../lib/messages.ts";
import { Button } from "./button.tsx";
import { FaultBoundary } from "./fault-boundary.tsx";

const notFetched = <NotFetched />;

interface LazyPartProps {
  readonly waiting: ReactNode;
  /** Stands in its place if its chunk cannot be fetched; unless told, that only a reload brings it. */
  readonly missing?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the page that has its own chunk. */
export function LazyPart({ waiting, missing = notFetched, children }: LazyPartProps) {
  return (
    <FaultBoundary fallback={missing}>
      <Suspense fallback={waiting}>
        <Worded>{children}</Worded>
      </Suspense>
    </FaultBoundary>
  );
}

/** Waits for the words that only parts with chunks of their own need. */
export function Worded({ children }: { children: ReactNode }) {
  const { locale } = useDisplay();
  if (!hasAllMessages(locale)) use(loadLaterMessages(locale));
  return children;
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
