import type { Clock } from "../clock.ts";
import type { AccountState } from "../polling/account-state.ts";
import { repeat } from "../repeat.ts";
import type { SharedStores } from "../store/open-shared-stores.ts";

/** Spreads the accounts over the backends, so that asking for many is not one's work alone. */
export interface AccountSharing {
  start(): void;
  /** A backend was asked to leave one of its accounts to others. */
  asked(backend: string): Promise<void>;
  stop(): Promise<void>;
}

/** An account that this backend may ask for. */
interface SharedAccount {
  readonly state: Pick<AccountState, "name" | "leads">;
  yield(): Promise<void>;
}

export interface AccountSharingOptions {
  readonly stores: Pick<SharedStores, "backend" | "countLeases" | "askToShare">;
  readonly leads: readonly SharedAccount[];
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** An account that changes hands is not asked for during a second or so, hence seldom, and after a start has settled. */
const lookEveryMs = 20_000;
/** Less of a difference cannot be made any smaller. */
const worthSharing = 2;

/** Whoever asks for two accounts fewer than another has that one give one away; who takes it is left to the lease. */
export function createAccountSharing(options: AccountSharingOptions): AccountSharing {
  const { stores, leads, clock, onError } = options;
  const names = leads.map(({ state }) => state.name);
  const looking = repeat({ clock, run: look, retryAfterMs: [lookEveryMs], onError });

  async function look(): Promise<number> {
    const counts = await stores.countLeases(names);
    const own = counts.get(stores.backend) ?? 0;
    const [busiest] = [...counts].toSorted(([, some], [, more]) => more - some);
    if (busiest && busiest[1] - own >= worthSharing) await stores.askToShare(busiest[0]);
    return lookEveryMs;
  }

  return {
    start() {
      if (names.length >= worthSharing) looking.start(lookEveryMs);
    },
    async asked(backend) {
      if (backend !== stores.backend) return;
      const held = leads.filter(({ state }) => state.leads);
      // Not the first account: with it go the duties that only one backend has.
      if (held.length >= worthSharing) await held.at(-1)?.yield();
    },
    stop: () => looking.stop(),
  };
}
