import { type Query, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { hasStatus, linksSuffice, type RequestError } from "../../api/http.ts";
import { sessionQuery } from "../../api/session.ts";
import { Banner, BlankSlate } from "../../components/ui/blank-slate.tsx";
import { Button } from "../../components/ui/button.tsx";
import { useListener } from "../../domain/activity.ts";
import { inBase } from "../../domain/address.ts";
import { useDisplay } from "../../i18n/display.tsx";

/** Shows the page until the server answers 401; then how to sign in, and no data. A portal signs its own users in. */
export function SignInGate({ children }: { children: ReactNode }) {
  const { error, isSuccess } = useQuery(sessionQuery);
  // react-query drops the error while it retries; without this copy the page would flicker.
  const [refusal, setRefusal] = useState<RequestError | null>(null);
  if (hasStatus(error, 401) && error !== refusal) setRefusal(error);
  if (isSuccess && refusal !== null) setRefusal(null);
  useRefusals();
  if (refusal === null || !linksSuffice()) return children;
  return <NotSignedIn signIn={refusal.signIn} />;
}

/** A 401 of any call fetches the session again. */
function useRefusals(): void {
  const client = useQueryClient();
  useEffect(() => {
    const isRefused = ({ state, queryKey }: Query) =>
      queryKey[0] !== sessionQuery.queryKey[0] && hasStatus(state.error, 401);
    return client.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error" && isRefused(event.query))
        void client.invalidateQueries({ queryKey: sessionQuery.queryKey }, { cancelRefetch: false });
    });
  }, [client]);
}

/** `signIn`: the sign-in page; null: only a portal signs users in. */
function NotSignedIn({ signIn }: { signIn: string | null }) {
  const { t } = useDisplay();
  const { refetch } = useQuery(sessionQuery);
  const client = useQueryClient();
  const parameter = new URLSearchParams(useSearch()).get("signIn");
  const outcome = outcomes.find((known) => known === parameter);
  useEffect(() => {
    // The next user may be another one.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  }, [client]);
  // The user comes back from signing in in another tab.
  useListener("visibilitychange focus", () => {
    if (document.visibilityState === "visible") void refetch();
  });
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center px-4 pb-[20vh]">
      <p className="flex items-center justify-center gap-2 pb-6 text-sm font-semibold">
        <img src={inBase("/favicon.svg")} alt="" width="20" height="20" />
        {t("app.name")}
      </p>
      {outcome && <Banner icon="upstreamFailing" title={t(`signIn.${outcome}`)} />}
      {signIn === null ? (
        <BlankSlate wholePage title={t("signIn.portalTitle")} hint={t("signIn.portalHint")}>
          <Button onClick={() => void refetch()}>{t("contact.tryNow")}</Button>
        </BlankSlate>
      ) : (
        <SignInLink signIn={signIn} />
      )}
    </main>
  );
}

/** In a frame it opens a new tab, since the sign-in page may not be framed. */
function SignInLink({ signIn }: { signIn: string }) {
  const { t } = useDisplay();
  const [path] = useLocation();
  const query = new URLSearchParams(useSearch());
  query.delete("signIn");
  const back = encodeURIComponent(query.size > 0 ? `${path}?${query}` : path);
  const framed = window.parent !== window;
  return (
    <BlankSlate wholePage title={t("signIn.title")} hint={t(framed ? "signIn.framedHint" : "signIn.hint")}>
      <a
        href={`${signIn}?return=${back}`}
        {...(framed && { target: "_blank", rel: "noopener" })}
        className="inline-flex h-9 items-center rounded-lg bg-accent px-4 font-medium text-on-accent hover:brightness-110 pointer-coarse:h-11"
      >
        {t(framed ? "signIn.inNewTab" : "signIn.go")}
      </a>
    </BlankSlate>
  );
}

const outcomes = ["denied", "failed", "unavailable"] as const;
