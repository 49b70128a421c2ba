import type { ApiKeyRole } from "@cruiseboard/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { apiKeysQuery, createApiKey } from "../../api/api-keys.ts";
import { FailureNote } from "../../components/ui/blank-slate.tsx";
import { Button, Choice, CopyButton } from "../../components/ui/button.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { useDisplay } from "../../i18n/display.tsx";

const roles: readonly ApiKeyRole[] = ["registrar", "viewer", "manager"];

/** Makes a key, then shows it this once. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
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
          <TextField
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog begins with this field
            autoFocus
            required
            maxLength={100}
            value={name}
            onText={setName}
            className={fieldStyle}
          />
        </label>
        <Choice
          label={t("apiKeys.role")}
          value={role}
          choices={roles.map((value) => ({ value, words: t(`apiKeys.may.${value}`) }))}
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
