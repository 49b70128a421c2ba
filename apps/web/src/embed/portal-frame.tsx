import type { ReactNode } from "react";
import type { Embedding } from "./embedding.ts";
import { PortalBridge } from "./portal-bridge.tsx";
import { PortalGate } from "./portal-gate.tsx";

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
