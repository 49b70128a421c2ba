import type { ApiKey } from "@cruiseboard/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiKeysQuery, revokeApiKey } from "../../api/api-keys.ts";
import { BlankSlate, FailureNote } from "../../components/ui/blank-slate.tsx";
import { AskingButton, Button } from "../../components/ui/button.tsx";
import { useDisplay } from "../../i18n/display.tsx";
import { failureWords } from "../../i18n/failure-words.ts";
import { useMinute } from "../../i18n/time.ts";
import { TabbedPage } from "../frame/page-tabs.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";

export function ApiKeysPage() {
  const { t } = useDisplay();
  const [creating, setCreating] = useState(false);
  const keys = useQuery(apiKeysQuery);
  return (
    <TabbedPage label={t("apiKeys.title")}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="max-w-2xl text-13 text-ink-2">{t("apiKeys.hint")}</p>
        <Button variant="primary" onClick={() => setCreating(true)}>
          {t("apiKeys.create")}
        </Button>
      </div>
      {keys.isPending && <div className="skeleton h-40" />}
      {keys.isError && (
        <BlankSlate title={t("apiKeys.failed")} hint={failureWords(t, keys.error)}>
          <Button onClick={() => void keys.refetch()}>{t("contact.tryNow")}</Button>
        </BlankSlate>
      )}
      {keys.data && <KeyList keys={keys.data} />}
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} />}
    </TabbedPage>
  );
}

function KeyList({ keys }: { keys: readonly ApiKey[] }) {
  const { t } = useDisplay();
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: revokeApiKey,
    onSettled: () => client.invalidateQueries(apiKeysQuery),
  });
  if (keys.length === 0) return <BlankSlate title={t("apiKeys.none")} hint={t("apiKeys.noneHint")} />;
  return (
    <>
      <FailureNote words="watch.failed" error={revoking.error} />
      <ul className="overflow-hidden rounded-xl border border-line bg-surface">
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoke={() => revoking.mutate(key.id)} />
        ))}
      </ul>
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { id, name, role, sdkAppIds, createdBy, createdAt, lastUsedAt } = apiKey;
  return (
    <li
      data-api-key={id}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0"
    >
      <span className="min-w-48 flex-1">
        <bdi className="name block font-medium">{name}</bdi>
        <span className="text-xs text-ink-2">
          {t("apiKeys.madeBy", { name: createdBy, time: format.minute(Date.parse(createdAt), minute) })}
        </span>
      </span>
      <span className="w-32 text-13">{t(`apiKeys.role.${role}`)}</span>
      <span className="w-40 text-13 break-words text-ink-2">
        {sdkAppIds === null ? t("apiKeys.everyApplication") : sdkAppIds.join(", ")}
      </span>
      <span className="w-44 text-13 text-ink-2">
        {lastUsedAt === null
          ? t("apiKeys.neverUsed")
          : t("apiKeys.used", { time: format.minute(Date.parse(lastUsedAt), minute) })}
      </span>
      <span className="ms-auto flex gap-1">
        <AskingButton
          words={t("apiKeys.revoke")}
          label={t("apiKeys.revokeNamed", { name })}
          question={t("apiKeys.revokeNow")}
          onConfirm={onRevoke}
        />
      </span>
    </li>
  );
}
