import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Fragment } from "react";
import { Router } from "wouter";
import { FaultBoundary } from "./components/ui/lazy-part.tsx";
import { basePath } from "./domain/address.ts";
import type { PortalFrame } from "./embed/portal-frame.tsx";
import { DisplayProvider } from "./i18n/display.tsx";
import { SignInGate } from "./pages/frame/sign-in-gate.tsx";
import { Crashed, Shell } from "./shell.tsx";

interface AppProps {
  readonly client: QueryClient;
  /** undefined: not in a portal. */
  readonly portal: PortalFrame | undefined;
}

export function App({ client, portal: Portal = Fragment }: AppProps) {
  return (
    <QueryClientProvider client={client}>
      <Router base={basePath}>
        <DisplayProvider>
          <FaultBoundary fallback={<Crashed />}>
            <Portal>
              <SignInGate>
                <Shell />
              </SignInGate>
            </Portal>
          </FaultBoundary>
        </DisplayProvider>
      </Router>
    </QueryClientProvider>
  );
}
