import { type ApiKey, type ApiKeyRole, apiKeyRoles } from "@cruiseboard/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { apiKeysQuery, createApiKey, revokeApiKey } from "../../api/api-keys.ts";
import { Answer, BlankSlate, FailureNote } from "../../components/ui/blank-slate.tsx";
import { AskingButton, Button, Choice, CopyButton } from "../../components/ui/button.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { useDisplay } from "../../i18n/display.tsx";
import { useMinute } from "../../i18n/time.ts";
import { List, TabbedPage } from "../frame/page-tabs.tsx";

export function ApiKeysPage() {
  const { t } = useDisplay();
  const [creating, setCreating] = useState(false);
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: revokeApiKey,
    onSettled: () => client.invalidateQueries(apiKeysQuery),
  });
  return (
    <TabbedPage label={t("apiKeys.title")}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="max-w-2xl text-13 text-ink-2">{t("apiKeys.hint")}</p>
        <Button variant="primary" onClick={() => setCreating(true)}>
          {t("apiKeys.create")}
        </Button>
      </div>
      <Answer query={useQuery(apiKeysQuery)} failed={t("apiKeys.failed")}>
        {(keys) =>
          keys.length === 0 ? (
            <BlankSlate title={t("apiKeys.none")} hint={t("apiKeys.noneHint")} />
          ) : (
            <>
              <FailureNote words="watch.failed" error={revoking.error} />
              <List>
                {keys.map((key) => (
                  <KeyRow key={key.id} apiKey={key} onRevoke={() => revoking.mutate(key.id)} />
                ))}
              </List>
            </>
          )
        }
      </Answer>
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} />}
    </TabbedPage>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t, format } = useDisplay();
  const minute = useMinute();
  const { id, name, role, sdkAppIds, createdBy, createdAt, lastUsedAt } = apiKey;
  const at = (instant: string) => ({ time: format.minute(Date.parse(instant), minute) });
  return (
    <li data-api-key={id}>
      <span className="min-w-48 flex-1">
        <bdi className="name block font-medium">{name}</bdi>
        <span className="text-xs text-ink-2">
          {t("apiKeys.madeBy", { name: createdBy, ...at(createdAt) })}
        </span>
      </span>
      <span className="w-32 text-13">{t(`apiKeys.role.${role}`)}</span>
      <span className="w-40 text-13 break-words text-ink-2">
        {sdkAppIds === null ? t("apiKeys.everyApplication") : sdkAppIds.join(", ")}
      </span>
      <span className="w-44 text-13 text-ink-2">
        {lastUsedAt === null ? t("apiKeys.neverUsed") : t("apiKeys.used", at(lastUsedAt))}
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

/** Makes a key, then shows it this once. */
function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useDisplay();
  const [name, setName] = useState("");
  const [role, setRole] = useState<ApiKeyRole>("registrar");
  const [applications, setApplications] = useState("");
  const client = useQueryClient();
  const creating = useMutation({
    mutationFn: createApiKey,
    onSuccess: () => client.invalidateQueries(apiKeysQuery),
  });
  const ids = applications.split(/[\s,，、]+/).filter(Boolean);
  const areIds = ids.every((id) => /^[1-9]\d{0,14}$/.test(id));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const sdkAppIds = ids.length === 0 ? null : ids.map(Number);
    if (areIds) creating.mutate({ name, role, sdkAppIds });
  };
  if (creating.data)
    return (
      <Dialog title={t("apiKeys.made", { name })} hint={t("apiKeys.madeHint")} onClose={onClose}>
        <p className="flex items-start gap-2 rounded-lg bg-sunken p-3">
          <code data-part="api-key" className="min-w-0 flex-1 font-mono text-13 break-all select-all">
            {creating.data.key}
          </code>
          <CopyButton value={creating.data.key} what={t("apiKeys.key")} />
        </p>
        <div className="mt-4 flex justify-end">
          <Button variant="primary" onClick={onClose}>
            {t("apiKeys.done")}
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t("apiKeys.create")} hint={t("apiKeys.createHint")} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3 text-13">
        <label className="flex flex-col gap-1">
          {t("apiKeys.name")}
          <TextField required maxLength={100} value={name} onText={setName} className={fieldStyle} />
        </label>
        <Choice
          label={t("apiKeys.role")}
          value={role}
          choices={apiKeyRoles.map((value) => ({ value, words: t(`apiKeys.may.${value}`) }))}
          onChoose={setRole}
        />
        <label className="flex flex-col gap-1">
          {t("apiKeys.applications")}
          <TextField
            value={applications}
            onText={setApplications}
            placeholder={t("apiKeys.everyApplication")}
            aria-invalid={!areIds}
            className={fieldStyle}
          />
        </label>
        {!areIds && <p className="text-urgent">{t("apiKeys.notIds")}</p>}
        <FailureNote words="watch.failed" error={creating.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("watch.cancel")}</Button>
          <Button type="submit" variant="primary" disabled={creating.isPending}>
            {t("apiKeys.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
