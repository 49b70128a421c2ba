import { hash, randomBytes } from "node:crypto";
import { type ApiKey, apiKeyRoles, type CreateApiKey } from "@cruiseboard/contract";
import type { Logger } from "pino";
import { z } from "zod";
import { toInstant, toInstantOrNull } from "../campaigns/instant.ts";
import { type Clock, repeat } from "../clock.ts";
import type { ApiKeyStore } from "../store/api-key-store.ts";
import { readJson } from "../store/read-json.ts";
import type { StoredApiKey } from "../store/schema.ts";
import { AccessRefusal, type Admission } from "./admission.ts";
import type { ScopeBook } from "./scope.ts";

export const apiKeyPrefix = "cbk_";

function presentApiKey(stored: StoredApiKey): ApiKey {
  const { hash: _hash, sdkAppIds, ...shown } = stored;
  return {
    ...shown,
    // A role that only a newer version knows gets the least rights.
    role: apiKeyRoles.find((known) => known === stored.role) ?? "registrar",
    sdkAppIds: sdkAppIds === "null" ? null : (readJson(z.array(z.number()), sdkAppIds) ?? []),
    createdAt: toInstant(stored.createdAt),
    lastUsedAt: toInstantOrNull(stored.lastUsedAt),
  };
}

export type ApiKeys = ReturnType<typeof createApiKeys>;

interface ApiKeysOptions {
  readonly store: ApiKeyStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
  /** The command line changes the embedded database without a notification. */
  readonly readsAgain: boolean;
}

const readAgainMs = 1000;
const usedEveryMs = 60_000;

/** All keys are held in memory, so that a revoked one is refused at once, and polls read nothing. */
export function createApiKeys({ store, clock, logger, readsAgain }: ApiKeysOptions) {
  let byHash = new Map<string, ApiKey>();
  const usedAt = new Map<string, number>();
  const reading = repeat({
    clock,
    run: () => load().then(() => readAgainMs),
    retryAfterMs: [readAgainMs],
    onError: (error) => logger.warn({ err: error }, "API keys cannot be read; trying again"),
  });

  async function load(): Promise<void> {
    byHash = new Map((await store.all()).map((row) => [row.hash, presentApiKey(row)]));
  }

  function noteUse(id: string): void {
    const now = clock.now();
    if (now - (usedAt.get(id) ?? Number.NEGATIVE_INFINITY) < usedEveryMs) return;
    usedAt.set(id, now);
    store
      .used(id, now)
      .catch((error: unknown) => logger.warn({ err: error }, "an API key's use is not stored"));
  }

  return {
    load,
    all: async () => (await store.all()).map(presentApiKey),
    async create(wanted: CreateApiKey, createdBy: string) {
      const key = `${apiKeyPrefix}${randomBytes(24).toString("hex")}`;
      const stored: StoredApiKey = {
        ...wanted,
        id: randomBytes(8).toString("hex"),
        hash: hash("sha256", key),
        sdkAppIds: JSON.stringify(wanted.sdkAppIds),
        createdBy,
        createdAt: clock.now(),
        lastUsedAt: null,
      };
      await store.add(stored);
      await load();
      return { ...presentApiKey(stored), key };
    },
    /** False: there is none. */
    async revoke(id: string): Promise<boolean> {
      const wasThere = await store.remove(id);
      await load();
      return wasThere;
    },
    /** Throws AccessRefusal. */
    admit(token: string, scopes: ScopeBook): Admission {
      const key = byHash.get(hash("sha256", token));
      if (!key) throw new AccessRefusal("unknownKey", "There is no such API key, or it was revoked");
      noteUse(key.id);
      return admissionOf(key, scopes);
    },
    async start(): Promise<void> {
      await load();
      if (readsAgain) reading.start(readAgainMs);
    },
    stop: () => reading.stop(),
  };
}

function admissionOf({ id, name, role, sdkAppIds }: ApiKey, scopes: ScopeBook): Admission {
  const may = role === "manager" ? role : ("viewer" as const);
  const viewer = { subject: `key:${id}`, name, role: may, sdkAppIds, agents: null };
  return {
    viewer,
    scope: scopes.scopeOf(viewer),
    by: "apiKey",
    registersOnly: role === "registrar",
    until: Number.POSITIVE_INFINITY,
  };
}
