import type { AddToWatchListAnswer } from "@cruiseboard/contract";
import { BlankSlate } from "../../../components/ui/blank-slate.tsx";
import { Button } from "../../../components/ui/button.tsx";
import { CsvLink } from "../../../components/ui/csv-link.tsx";
import { Dialog } from "../../../components/ui/dialog.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { WatchListForm } from "./watch-list-form.tsx";

interface AddDialogProps {
  readonly suggestedSdkAppId: string;
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
  readonly onClose: () => void;
}

export function AddDialog({ suggestedSdkAppId, onAdded, onClose }: AddDialogProps) {
  const { t } = useDisplay();
  return (
    <Dialog title={t("watch.add")} hint={t("watch.addHint")} onClose={onClose}>
      <WatchListForm suggestedSdkAppId={suggestedSdkAppId} onAdded={onAdded}>
        <Button onClick={onClose}>{t("watch.cancel")}</Button>
      </WatchListForm>
      <div className="mt-4 flex items-center justify-between gap-2 border-t border-line pt-3 text-13 text-ink-2">
        {t("adding.export")}
        <CsvLink href="/api/v1/watch-list.csv" label={t("adding.export")} />
      </div>
    </Dialog>
  );
}

interface FirstRunProps {
  readonly mayEdit: boolean;
  readonly onAdded: (answer: AddToWatchListAnswer) => void;
}

/** An empty watch list: who may, fills it here; who may not, reads whom to ask. */
export function FirstRun({ mayEdit, onAdded }: FirstRunProps) {
  const { t } = useDisplay();
  if (!mayEdit) return <BlankSlate title={t("empty.viewer")} hint={t("empty.viewerHint")} />;
  return (
    <BlankSlate title={t("firstRun.title")} hint={t("firstRun.hint")}>
      <div className="mt-4 w-full rounded-2xl border border-line bg-surface p-5">
        <WatchListForm suggestedSdkAppId="" onAdded={onAdded} />
      </div>
    </BlankSlate>
  );
}
