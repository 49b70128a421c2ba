import { type Query, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { linksSuffice, RequestError } from "../../../lib/http.ts";
import { sessionQuery } from "../api/session-query.ts";
import { NotSignedIn } from "./not-signed-in.tsx";

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
