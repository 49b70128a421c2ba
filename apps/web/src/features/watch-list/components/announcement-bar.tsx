import { useEffect } from "react";
import { Button, IconButton } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { Announcement } from "../use-watch-list.ts";

/** Long enough to read and to reach Undo, in milliseconds. */
const lasting = 12_000;

/** Tells what happened at the lower edge; the live region stands there beforehand, so that it is read aloud. */
export function AnnouncementBar({
  announcement,
  onDismiss,
}: {
  announcement: Announcement | null;
  onDismiss: () => void;
}) {
  const { t } = useDisplay();
  useEffect(() => {
    if (announcement === null) return;
    const timer = setTimeout(onDismiss, lasting);
    return () => clearTimeout(timer);
  }, [announcement, onDismiss]);
  return (
    <div
      role="status"
      className="no-print pointer-events-none fixed inset-x-3 bottom-3 z-40 flex justify-center"
    >
      {announcement && (
        <div className="pointer-events-auto flex max-w-xl min-w-0 items-center gap-2 rounded-xl border border-line bg-surface py-2 ps-4 pe-2 shadow-raised">
          <span className="name line-clamp-2 min-w-0">{announcement.words}</span>
          {announcement.undo && (
            <Button
              look="quiet"
              className="font-semibold text-accent!"
              onClick={() => {
                onDismiss();
                announcement.undo?.();
              }}
            >
              {t("watch.undo")}
            </Button>
          )}
          <IconButton label={t("watch.dismiss")} onClick={onDismiss}>
            <Icon name="close" />
          </IconButton>
        </div>
      )}
    </div>
  );
}
