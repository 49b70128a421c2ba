import { useEffect } from "react";
import { LazyPart, lazy } from "../../../components/ui/lazy-part.tsx";
import type { Announcement } from "../use-watch-list.ts";

const AnnouncementCard = lazy(async () => ({
  default: (await import("./announcement-card.tsx")).AnnouncementCard,
}));

/** Long enough to read and to reach Undo, in milliseconds. */
const lasting = 12_000;

interface AnnouncementBarProps {
  readonly announcement: Announcement | null;
  readonly onDismiss: () => void;
}

/** Tells what happened at the lower edge; the live region stands there beforehand, so that it is read aloud. */
export function AnnouncementBar({ announcement, onDismiss }: AnnouncementBarProps) {
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
        <LazyPart waiting={null}>
          <AnnouncementCard announcement={announcement} onDismiss={onDismiss} />
        </LazyPart>
      )}
    </div>
  );
}
