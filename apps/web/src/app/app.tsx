import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Component, type ReactNode, useState } from "react";
import { BlankSlate } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { DisplayProvider, useDisplay } from "../lib/display.tsx";
import { Shell } from "./shell.tsx";

export function App() {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <DisplayProvider>
        <CrashBoundary fallback={<Crashed />}>
          <Shell />
        </CrashBoundary>
      </DisplayProvider>
    </QueryClientProvider>
  );
}

function Crashed() {
  const { t } = useDisplay();
  return (
    <main>
      <BlankSlate title={t("crash.title")} hint={t("crash.hint")}>
        <Button onClick={() => location.reload()}>{t("crash.reload")}</Button>
      </BlankSlate>
    </main>
  );
}

class CrashBoundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
