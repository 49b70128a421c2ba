import type { Migration } from "kysely/migration";
import { up as watchList } from "./0001-watch-list.ts";
import { up as history } from "./0002-history.ts";
import { up as attention } from "./0003-attention.ts";
import { up as archive } from "./0004-archive.ts";
import { up as cluster } from "./0005-cluster.ts";
import { up as webhooks } from "./0006-webhooks.ts";
import { up as accounts } from "./0007-accounts.ts";
import { up as attentionOrder } from "./0008-attention-order.ts";
import { up as endedSessions } from "./0009-ended-sessions.ts";

/** In order; a name that has been released is never changed or taken away. */
export const migrations: Record<string, Migration> = {
  "0001-watch-list": { up: watchList },
  "0002-history": { up: history },
  "0003-attention": { up: attention },
  "0004-archive": { up: archive },
  "0005-cluster": { up: cluster },
  "0006-webhooks": { up: webhooks },
  "0007-accounts": { up: accounts },
  "0008-attention-order": { up: attentionOrder },
  "0009-ended-sessions": { up: endedSessions },
};
