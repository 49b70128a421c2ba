import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { BlankSlate } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { FaultBoundary } from "../components/ui/fault-boundary.tsx";
import { DisplayProvider, useDisplay } from "../lib/display.tsx";
import { Shell } from "./shell.tsx";

export function App() {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <DisplayProvider>
        <FaultBoundary fallback={<Crashed />}>
          <Shell />
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
