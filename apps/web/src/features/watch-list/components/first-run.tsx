import type { AddToWatchListAnswer } from "@cruiseboard/contract";
import { BlankSlate } from "../../../components/ui/blank-slate.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import { WatchListForm } from "./watch-list-form.tsx";

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
