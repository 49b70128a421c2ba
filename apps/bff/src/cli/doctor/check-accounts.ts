import type { CampaignKey } from "@cruiseboard/contract";
import { type Account, accountOf } from "../../config/account.ts";
import type { Environment } from "../../config/read-secret.ts";
import { checkCall } from "./check-call.ts";
import { checkEndpoint } from "./check-endpoint.ts";
import { bad, type Finding, note } from "./finding.ts";

export interface AccountsExamination {
  /** One of the operator's own, to be asked for; null: none was named. */
  readonly campaign: CampaignKey | null;
  readonly environment: Environment;
}

/** The way to each endpoint once, and each account's key. */
export async function* checkAccounts(
  accounts: readonly Account[],
  { campaign, environment }: AccountsExamination,
): AsyncGenerator<Finding, void, undefined> {
  const hasSeveral = accounts.length > 1;
  for (const sharing of Map.groupBy(accounts, ({ endpoint }) => endpoint.origin).values()) {
    const [first] = sharing;
    const way = first ? await checkEndpoint(first.endpoint, environment) : [];
    yield* way;
    const isOpen = !way.some(({ mark }) => mark === "bad");
    for (const account of sharing) {
      const own = hasSeveral && campaign && accountOf([account], campaign) === null ? null : campaign;
      const findings = isOpen
        ? await checkCall(account, own)
        : [note("Key", "not tried before the endpoint can be reached")];
      // The clocks are the same for all who share an endpoint.
      const telling = account === first ? findings : findings.filter(({ subject }) => subject !== "Clock");
      yield* hasSeveral ? telling.map((finding) => ofAccount(account, finding)) : telling;
    }
  }
  if (hasSeveral && campaign && accountOf(accounts, campaign) === null)
    yield bad(
      "Campaign",
      `no account holds application ${campaign.sdkAppId}`,
      "Add it to the sdkAppIds of its account in the accounts file.",
    );
}

function ofAccount({ name }: Account, finding: Finding): Finding {
  return finding.subject === "Clock" ? finding : { ...finding, says: `${name}: ${finding.says}` };
}
