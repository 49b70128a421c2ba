import type { ReactNode } from "react";
import { IconButton } from "../../../components/ui/button.tsx";
import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { useFullScreen } from "../use-full-screen.ts";
import type { Turning } from "../use-turning.ts";

interface WallControlsProps {
  readonly turning: Turning;
  readonly pages: number;
  readonly fullScreen: ReturnType<typeof useFullScreen>;
  /** How many campaigns show in all, in words. */
  readonly shown: string;
  /** What else stands at the end: language, theme, the way back. */
  readonly children: ReactNode;
}

/** Which page shows, and what can be done by hand; quiet until somebody comes near. */
export function WallControls({ turning, pages, fullScreen, shown, children }: WallControlsProps) {
  const { t } = useDisplay();
  const { page, paused, setPaused, turn } = turning;
  return (
    <footer className="flex items-center justify-between gap-4 text-sm text-ink-2">
      <span data-part="shown">{shown}</span>
      <div className="flex items-center gap-1">
        {pages > 1 && (
          <>
            <IconButton label={t("wall.previous")} onClick={() => turn(-1)}>
              <Icon name="back" className="size-4" />
            </IconButton>
            <span data-part="page" className="min-w-16 text-center text-base font-semibold text-ink">
              {t("wall.page", { page: page + 1, pages })}
            </span>
            <IconButton label={t("wall.next")} onClick={() => turn(1)}>
              <Icon name="back" className="size-4 rotate-180" />
            </IconButton>
            <IconButton
              label={t(paused ? "wall.resume" : "wall.pause")}
              onClick={() => setPaused(!paused)}
              className={paused ? "bg-notice-soft text-notice" : ""}
            >
              <Icon name={paused ? "play" : "pause"} className="size-4" />
            </IconButton>
          </>
        )}
        {fullScreen && (
          <IconButton
            label={t(fullScreen.on ? "wall.leaveFullScreen" : "wall.fullScreen")}
            onClick={fullScreen.toggle}
          >
            <Icon name={fullScreen.on ? "shrink" : "grow"} className="size-4" />
          </IconButton>
        )}
        {children}
      </div>
    </footer>
  );
}
