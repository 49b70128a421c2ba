import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Fragment } from "react";
import { BlankSlate } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { FaultBoundary } from "../components/ui/fault-boundary.tsx";
import type { PortalFrame } from "../embed/portal-frame.tsx";
import { SignInGate } from "../features/session/components/sign-in-gate.tsx";
import { DisplayProvider, useDisplay } from "../lib/display.tsx";
import { Shell } from "./shell.tsx";

interface AppProps {
  readonly client: QueryClient;
  /** Around everything, in a portal; undefined: the page stands by itself. */
  readonly portal: PortalFrame | undefined;
}

export function App({ client, portal: Portal = Fragment }: AppProps) {
  return (
    <QueryClientProvider client={client}>
      <DisplayProvider>
        <FaultBoundary fallback={<Crashed />}>
          <Portal>
            <SignInGate>
              <Shell />
            </SignInGate>
          </Portal>
        </FaultBoundary>
      </DisplayProvider>
    </QueryClientProvider>
  );
}

function Crashed() {
  const { t } = useDisplay();
  return (
    <main>
      <BlankSlate wholePage title={t("crash.title")} hint={t("crash.hint")}>
        <Button onClick={() => location.reload()}>{t("crash.reload")}</Button>
      </BlankSlate>
    </main>
  );
}
