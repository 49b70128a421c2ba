import type { Campaign, Upstream } from "@cruiseboard/contract";
import { Notice } from "../../../components/ui/notice.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { upstreamWords } from "../upstream-words.ts";
import { AccountsTrouble } from "./accounts-trouble.tsx";
import { LastError } from "./last-error.tsx";
import { UpstreamReason } from "./upstream-reason.tsx";

interface UpstreamTroubleProps {
  readonly upstream: Upstream;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
}

/** What the upstream does not do at present, why, and what failed last. */
export function UpstreamTrouble({ upstream, campaigns }: UpstreamTroubleProps) {
  const { t } = useDisplay();
  const { status, message, accounts = [] } = upstream;
  if (status === "ok") return null;
  return (
    <Notice
      icon="upstreamFailing"
      urgent={status === "credentialsRejected"}
      title={upstreamWords(t, upstream)}
    >
      {accounts.length > 0 ? (
        <AccountsTrouble accounts={accounts} />
      ) : (
        <>
          <p>{t(`upstream.${status}Hint`)}</p>
          <UpstreamReason message={message} />
        </>
      )}
      {campaigns && <LastError campaigns={campaigns.values()} />}
    </Notice>
  );
}
