import { type FocusEvent, useEffect, useRef } from "react";
import { Button, IconButton } from "../../components/ui/button.tsx";
import { useDisplay } from "../../i18n/display.tsx";
import type { WatchListActions } from "./use-watch-list.ts";

/** Long enough to read and to reach Undo. */
const lastingMs = 12_000;

/** At the lower edge. The live region exists beforehand, so that the words are read aloud. */
export function AnnouncementBar({ watchList }: { watchList: WatchListActions }) {
  const { announcement, dismiss: onDismiss } = watchList;
  const { t } = useDisplay();
  const bar = useRef<HTMLDivElement>(null);
  const cameFrom = useRef<Element | null>(null);
  useEffect(() => {
    if (announcement === null) return;
    // Stays while it is hovered or has the focus.
    const timer = setInterval(() => {
      if (!bar.current?.matches(":hover, :focus-within")) onDismiss();
    }, lastingMs);
    return () => clearInterval(timer);
  }, [announcement, onDismiss]);
  const noteOrigin = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget;
  };
  const dismiss = () => {
    if (bar.current?.matches(":focus-within")) focusOn(cameFrom.current);
    onDismiss();
  };
  return (
    <div
      ref={bar}
      role="status"
      onFocus={noteOrigin}
      className="print:hidden pointer-events-none fixed inset-x-3 bottom-3 z-40 flex justify-center"
    >
      {announcement && (
        <div className="pointer-events-auto flex max-w-xl min-w-0 items-center gap-2 rounded-xl border border-line bg-surface py-2 ps-4 pe-2 shadow-raised">
          <span className="name line-clamp-2 min-w-0">{announcement.words}</span>
          {announcement.undo && (
            <Button
              variant="quiet"
              className="font-semibold text-accent!"
              onClick={() => {
                dismiss();
                announcement.undo?.();
              }}
            >
              {t("watch.undo")}
            </Button>
          )}
          <IconButton icon="close" label={t("watch.dismiss")} onClick={dismiss} />
        </div>
      )}
    </div>
  );
}

/** Or on the page's content, if the element has left the page. */
function focusOn(origin: Element | null): void {
  const target = origin?.isConnected ? origin : document.getElementById("content");
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
