import { type Query, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { linksSuffice, RequestError } from "../../api/http.ts";
import { sessionQuery } from "../../api/session.ts";
import { BlankSlate, Notice } from "../../components/ui/blank-slate.tsx";
import { Button } from "../../components/ui/button.tsx";
import { useDisplay } from "../../i18n/display.tsx";

/**
 * Shows the page until the server says that it does not know who is looking; then how to mend that, and nothing of what
 * was seen before. Inside a portal the portal says who is looking, and what to do if nobody is.
 */
export function SignInGate({ children }: { children: ReactNode }) {
  const { error, isSuccess, refetch } = useQuery(sessionQuery);
  // While react-query asks again it forgets why; the page does not, or it would flicker under a click.
  const [refusal, setRefusal] = useState<RequestError | null>(null);
  if (isUnauthenticated(error) && error !== refusal) setRefusal(error);
  if (isSuccess && refusal !== null) setRefusal(null);
  useRefusals();
  if (refusal === null || !linksSuffice()) return children;
  return <NotSignedIn signIn={refusal.signIn} onTryAgain={() => void refetch()} />;
}

/** Whichever call is refused first, the session is asked about again. */
function useRefusals(): void {
  const client = useQueryClient();
  useEffect(() => {
    const isRefused = ({ state, queryKey }: Query) =>
      queryKey[0] !== sessionQuery.queryKey[0] && isUnauthenticated(state.error);
    return client.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error" && isRefused(event.query))
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey }, { cancelRefetch: false });
    });
  }, [client]);
}

function isUnauthenticated(error: Error | null): error is RequestError {
  return error instanceof RequestError && error.status === 401;
}

interface NotSignedInProps {
  /** Where people sign in; null: only a portal can say who is looking. */
  readonly signIn: string | null;
  readonly onTryAgain: () => void;
}

/** Somebody whom the server does not know. In a frame it never leads to a page that may not be framed. */
function NotSignedIn({ signIn, onTryAgain }: NotSignedInProps) {
  const { t } = useDisplay();
  useReturn(onTryAgain);
  useForgetting();
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center px-4 pb-[20vh]">
      <p className="flex items-center justify-center gap-2 pb-6 text-sm font-semibold">
        <img src="/favicon.svg" alt="" width="20" height="20" />
        {t("app.name")}
      </p>
      <Outcome />
      {signIn === null ? <NotPermitted onTryAgain={onTryAgain} /> : <Invitation signIn={signIn} />}
    </main>
  );
}

function Invitation({ signIn }: { signIn: string }) {
  const { t } = useDisplay();
  const href = `${signIn}?return=${encodeURIComponent(useOwnPath())}`;
  const framed = window.parent !== window;
  return (
    <BlankSlate wholePage title={t("signIn.title")} hint={t(framed ? "signIn.framedHint" : "signIn.hint")}>
      <a
        href={href}
        {...(framed && { target: "_blank", rel: "noopener" })}
        className="inline-flex h-9 items-center rounded-lg bg-accent px-4 font-medium text-on-accent hover:brightness-110 pointer-coarse:h-11"
      >
        {t(framed ? "signIn.inNewTab" : "signIn.go")}
      </a>
    </BlankSlate>
  );
}

function NotPermitted({ onTryAgain }: { onTryAgain: () => void }) {
  const { t } = useDisplay();
  return (
    <BlankSlate wholePage title={t("signIn.portalTitle")} hint={t("signIn.portalHint")}>
      <Button onClick={onTryAgain}>{t("contact.tryNow")}</Button>
    </BlankSlate>
  );
}

const outcomes = ["denied", "failed", "unavailable"] as const;

/** What came of the last attempt, as the server put it into the query. */
function Outcome() {
  const { t } = useDisplay();
  const search = useSearch();
  const told = new URLSearchParams(search).get("signIn");
  const outcome = outcomes.find((one) => one === told);
  return outcome && <Notice icon="upstreamFailing" title={t(`signIn.${outcome}`)} />;
}

/** Where one wants to be afterwards: here, without word of the last attempt. */
function useOwnPath(): string {
  const [path] = useLocation();
  const query = new URLSearchParams(useSearch());
  query.delete("signIn");
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

/** Whoever signs in next may be somebody else. */
function useForgetting(): void {
  const client = useQueryClient();
  useEffect(() => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  }, [client]);
}

/** Whoever signed in in another tab finds the page as they wanted it when they come back. */
function useReturn(onReturn: () => void): void {
  const returned = useEffectEvent(onReturn);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") returned();
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("focus", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("focus", look);
    };
  }, []);
}
