import { type FormEvent, useState } from "react";
import { useSearch } from "wouter";
import { Button, CopyButton, IconButton } from "../../components/ui/button.tsx";
import { fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { replaceQuery } from "../../domain/address.ts";
import {
  keepSavedViews,
  loadSavedViews,
  type SavedView,
  savedViewSearch,
  withSavedView,
} from "../../domain/saved-views.ts";
import { parseView, shareableQuery, type ViewState } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";

export function SavedViewsPanel({ view, onClose }: { view: ViewState; onClose: () => void }) {
  const { t, locale } = useDisplay();
  const [views, setViews] = useState(loadSavedViews);
  const [kept, setKept] = useState(true);
  const [deleted, setDeleted] = useState<SavedView | null>(null);
  const current = shareableQuery(view);
  const keep = (next: readonly SavedView[]) => {
    setViews(next);
    setKept(keepSavedViews(next));
  };
  return (
    <div className="flex flex-col gap-3">
      <p className="text-13 text-ink-2">{t("savedViews.hint")}</p>
      {views.length === 0 && <p className="text-13 text-ink-3">{t("savedViews.none")}</p>}
      {views.length > 0 && (
        <ul className="-mx-1">
          {views.map((saved) => (
            <li key={saved.name} className="flex items-center rounded-md ps-1 hover:bg-sunken">
              <button
                type="button"
                onClick={() => {
                  replaceQuery(savedViewSearch(saved.query));
                  onClose();
                }}
                className="flex min-h-8 min-w-0 flex-1 items-center gap-2 text-start pointer-coarse:min-h-10"
              >
                <bdi className="truncate font-medium">{saved.name}</bdi>
                {shareableQuery(parseView(saved.query)) === current && (
                  <span className="shrink-0 text-xs text-ink-3">{t("savedViews.now")}</span>
                )}
              </button>
              <IconButton
                icon="close"
                label={t("savedViews.delete", { name: saved.name })}
                onClick={() => {
                  keep(views.filter((other) => other !== saved));
                  setDeleted(saved);
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <p role="status" className="text-13 empty:hidden">
        {deleted && (
          <>
            {t("savedViews.deleted", { name: deleted.name })}{" "}
            <button
              type="button"
              className="font-semibold text-accent hover:underline"
              onClick={() => {
                keep(withSavedView(views, deleted, locale));
                setDeleted(null);
              }}
            >
              {t("watch.undo")}
            </button>
          </>
        )}
        {!kept && <span className="text-notice">{t("savedViews.cannotKeep")}</span>}
      </p>
      <NameForm
        action={(name) =>
          t(views.some((saved) => saved.name === name.trim()) ? "savedViews.replace" : "savedViews.save")
        }
        onDone={(name) => keep(withSavedView(views, { name, query: current }, locale))}
      />
      <ShareLink query={current} />
    </div>
  );
}

interface NameFormProps {
  readonly action: (name: string) => string;
  readonly onDone: (name: string) => void;
}

function NameForm({ action, onDone }: NameFormProps) {
  const { t } = useDisplay();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    onDone(name.trim());
    setName("");
  };
  return (
    <form onSubmit={submit} className="flex items-center gap-2">
      <TextField
        value={name}
        maxLength={80}
        onText={setName}
        aria-label={t("savedViews.name")}
        placeholder={t("savedViews.name")}
        autoComplete="off"
        className={`w-full min-w-0 ${fieldStyle}`}
      />
      <Button type="submit">{action(name)}</Button>
    </form>
  );
}

function ShareLink({ query }: { query: string }) {
  const { t } = useDisplay();
  const search = useSearch();
  const url = new URL(location.href);
  const shared = new URLSearchParams(query);
  for (const name of ["lang", "theme", "tz"]) {
    const own = new URLSearchParams(search).get(name);
    if (own !== null) shared.set(name, own);
  }
  url.search = shared.toString();
  return (
    <p className="flex items-center justify-between gap-2 border-t border-line pt-2 text-13 text-ink-2">
      {t("savedViews.share")}
      <CopyButton value={url.href} what={t("savedViews.link")} />
    </p>
  );
}
