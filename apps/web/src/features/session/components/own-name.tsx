import type { Session } from "@cruiseboard/contract";
import { useState } from "react";
import { Button } from "../../../components/ui/button.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { linksSuffice, request } from "../../../lib/http.ts";

/** Whoever signed in, and the way out. Who came by a portal leaves by the portal. */
export function OwnName({ session }: { session: Session }) {
  const { t } = useDisplay();
  const [leaving, setLeaving] = useState(false);
  if (!linksSuffice()) return null;
  const leave = async () => {
    setLeaving(true);
    try {
      const { location: away } = (await request("/auth/sign-out", { method: "POST" })) as {
        location: string;
      };
      location.assign(away);
    } catch {
      setLeaving(false);
    }
  };
  return (
    <Button look="quiet" disabled={leaving} onClick={() => void leave()} title={session.viewer.name}>
      <span className="hidden max-w-32 truncate lg:inline">{session.viewer.name}</span>
      <span className="text-ink-3">{t("session.signOut")}</span>
    </Button>
  );
}
