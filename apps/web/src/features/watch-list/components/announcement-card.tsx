import { Button, IconButton } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { Announcement } from "../use-watch-list.ts";

interface AnnouncementCardProps {
  readonly announcement: Announcement;
  readonly onDismiss: () => void;
}

export function AnnouncementCard({ announcement, onDismiss }: AnnouncementCardProps) {
  const { t } = useDisplay();
  return (
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
  );
}
