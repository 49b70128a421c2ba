import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Fragment } from "react";
import { FaultBoundary } from "../components/ui/lazy-part.tsx";
import type { PortalFrame } from "../embed/portal-frame.tsx";
import { SignInGate } from "../features/session/components/sign-in-gate.tsx";
import { DisplayProvider } from "../lib/display.tsx";
import { Crashed, Shell } from "./shell.tsx";

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
