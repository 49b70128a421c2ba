import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { type Embedding, startEmbedding } from "./embedding.ts";
import { PortalBridge } from "./portal-bridge.tsx";
import "./embed.css";
import { BlankSlate } from "../components/ui/blank-slate.tsx";
import { Button } from "../components/ui/button.tsx";
import { useDisplay } from "../i18n/display.tsx";

/** Everything that a page inside a portal has around it. */
export type PortalFrame = (props: { readonly children: ReactNode }) => ReactNode;

export function createPortalFrame(embedding: Embedding): PortalFrame {
  return function PortalFrame({ children }) {
    return (
      <>
        <PortalBridge embedding={embedding} />
        <PortalGate embedding={embedding}>{children}</PortalGate>
      </>
    );
  };
}

/** Its own chunk, which only a page inside a portal fetches. */
export function startEmbed(): PortalFrame {
  document.documentElement.dataset["embedded"] = "fixed";
  return createPortalFrame(startEmbedding());
}

/** A portal that takes longer than this is waited for in words, in milliseconds. */
const silence = 4000;

/**
 * Shows the board from the start, so that nothing flashes while page and portal meet, and says what is missing when
 * they do not. A board that was shown once stays: what happens to it then is told in its own place.
 */
function PortalGate({ embedding, children }: { embedding: Embedding; children: ReactNode }) {
  const { keeper } = embedding;
  const access = useSyncExternalStore(keeper.subscribe, keeper.access);
  const letIn = useOnce(access === "held" || access === "open");
  const silent = useElapsed(silence);
  if (letIn || (access === "waiting" && !silent)) return children;
  return <main>{access === "refused" ? <Refused onTryNow={keeper.wake} /> : <Waiting />}</main>;
}

function Waiting() {
  const { t } = useDisplay();
  return <BlankSlate wholePage title={t("embed.waitingTitle")} hint={t("embed.waitingHint")} />;
}

function Refused({ onTryNow }: { onTryNow: () => void }) {
  const { t } = useDisplay();
  return (
    <BlankSlate wholePage title={t("embed.refusedTitle")} hint={t("embed.refusedHint")}>
      <Button onClick={onTryNow}>{t("contact.tryNow")}</Button>
    </BlankSlate>
  );
}

function useOnce(now: boolean): boolean {
  const [was, setWas] = useState(now);
  if (now && !was) setWas(true);
  return was || now;
}

function useElapsed(milliseconds: number): boolean {
  const [elapsed, setElapsed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setElapsed(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return elapsed;
}
