import type { QueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { type Embedding, startEmbedding } from "./embedding.ts";
import { useCommands, useHeight, useReports } from "./portal-bridge.tsx";
import "./embed.css";
import { BlankSlate } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { useDisplay } from "../i18n/display.tsx";

export type PortalFrame = (props: { readonly children: ReactNode }) => ReactNode;

export function startEmbed(client: QueryClient): PortalFrame {
  document.documentElement.dataset["embedded"] = "fixed";
  const embedding = startEmbedding(client);
  return (props) => <PortalGate {...props} embedding={embedding} />;
}

/** The page says that it waits for the portal after this time. */
const silenceMs = 4000;

/** Shows the board while portal and page connect. A board that was shown once stays, with its faults in a banner. */
function PortalGate({ embedding, children }: { embedding: Embedding; children: ReactNode }) {
  const { keeper } = embedding;
  useCommands(embedding);
  useReports(embedding);
  useHeight(embedding);
  const { t } = useDisplay();
  const access = useSyncExternalStore(keeper.subscribe, keeper.access);
  const isAllowed = access === "held" || access === "open";
  const [wasAllowed, setWasAllowed] = useState(isAllowed);
  if (isAllowed && !wasAllowed) setWasAllowed(true);
  const [isSilent, setSilent] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSilent(true), silenceMs);
    return () => clearTimeout(timer);
  }, []);
  if (isAllowed || wasAllowed || (access === "waiting" && !isSilent)) return children;
  const refused = access === "refused";
  return (
    <main>
      <BlankSlate
        wholePage
        title={t(refused ? "embed.refusedTitle" : "embed.waitingTitle")}
        hint={t(refused ? "embed.refusedHint" : "embed.waitingHint")}
      >
        {refused && <Button onClick={keeper.wake}>{t("contact.tryNow")}</Button>}
      </BlankSlate>
    </main>
  );
}
