import { Link, useSearch } from "wouter";
import { Button, IconButton } from "../../components/ui/button.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { useDisplay } from "../../i18n/display.tsx";
import { DisplayControls } from "../frame/header.tsx";
import { Help } from "../frame/shortcuts.tsx";
import type { Turning, useFullScreen } from "./use-wall.ts";
import type { WallSound } from "./wall-sound.ts";

interface WallControlsProps {
  readonly turning: Turning;
  readonly fullScreen: ReturnType<typeof useFullScreen>;
  readonly sound: WallSound;
  readonly views: readonly string[];
  /** Views of the URL that are not saved in this browser. */
  readonly unknown: readonly string[];
  readonly shown: string;
}

export function WallControls({ turning, fullScreen, sound, views, unknown, shown }: WallControlsProps) {
  const { t } = useDisplay();
  const { turns, paused, setPaused, turn } = turning;
  const { consent } = sound;
  const board = new URLSearchParams(useSearch());
  for (const own of ["turn", "views"]) board.delete(own);
  return (
    <footer className="flex items-center justify-between gap-4 text-xs text-ink-2 print:hidden">
      <span data-part="shown" className="shrink-0">
        {shown}
      </span>
      <p className="flex min-w-0 gap-3">
        {views.length > 1 && (
          <span data-part="view" className="truncate">
            {t("wall.view", { view: turning.view + 1, views: views.length })}{" "}
            <bdi className="ms-2 font-semibold text-ink">{views[turning.view]}</bdi>
          </span>
        )}
        {unknown.length > 0 && (
          <span role="status" className="truncate font-semibold text-notice">
            {t("wall.unknownViews", { count: unknown.length, names: unknown.join(", ") })}
          </span>
        )}
      </p>
      {/* Smaller than the rest: read from near by. */}
      <div className="flex shrink-0 items-center gap-1 [zoom:0.65]">
        {turns && (
          <>
            <IconButton icon="back" large label={t("wall.previous")} onClick={() => turn(-1)} />
            <IconButton
              icon="back"
              large
              label={t("wall.next")}
              onClick={() => turn(1)}
              className="rotate-180"
            />
            <IconButton
              icon={paused ? "play" : "pause"}
              large
              label={t(paused ? "wall.resume" : "wall.pause")}
              onClick={() => setPaused(!paused)}
              className={paused ? "bg-notice-soft text-notice" : ""}
            />
          </>
        )}
        {consent === "asked" && (
          <Button onClick={() => void sound.turnOn()} className="bg-notice-soft text-notice">
            <Icon name="muted" className="size-4" />
            {t("wall.soundAsked")}
          </Button>
        )}
        {consent === "on" && <Button onClick={sound.play}>{t("wall.soundTest")}</Button>}
        {consent !== "asked" && (
          <IconButton
            icon={consent === "on" ? "sound" : "muted"}
            large
            label={t(consent === "on" ? "wall.soundOn" : "wall.soundOff")}
            onClick={consent === "on" ? sound.turnOff : () => void sound.turnOn()}
          />
        )}
        {fullScreen && (
          <IconButton
            icon={fullScreen.on ? "shrink" : "grow"}
            large
            label={t(fullScreen.on ? "wall.leaveFullScreen" : "wall.fullScreen")}
            onClick={fullScreen.toggle}
          />
        )}
        <DisplayControls />
        <Help />
        <Link
          href={`/${board.size > 0 ? `?${board}` : ""}`}
          aria-label={t("page.toBoard")}
          title={t("page.toBoard")}
          className="inline-flex size-8 items-center justify-center rounded-lg hover:bg-sunken hover:text-ink"
        >
          <Icon name="close" className="size-4" />
        </Link>
      </div>
    </footer>
  );
}
