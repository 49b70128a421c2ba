import type { Session } from "@cruiseboard/contract";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { Icon } from "../components/ui/icon.tsx";
import type { Board } from "../features/board/use-board.ts";
import { WallMark, wallTrust } from "../features/connection/components/wall-mark.tsx";
import { Wallboard } from "../features/wallboard/components/wallboard.tsx";
import { createArranger } from "../lib/arrange.ts";
import { useDisplay } from "../lib/display.tsx";
import { parseView } from "../lib/view-state.ts";
import { Brand, DemoMark } from "./brand.tsx";
import { DisplayControls } from "./display-controls.tsx";

/** The wallboard of a view of the board: its filters and its order are the URL's. */
export function WallPage({ board, session }: { board: Board; session: Session | undefined }) {
  const { t, locale } = useDisplay();
  const search = useSearch();
  const view = parseView(search);
  const [arrange] = useState(createArranger);
  const campaigns = board.state?.campaigns;
  const shown = campaigns ? arrange(campaigns, view, locale) : [];
  const connection = { ...board, campaigns, upstream: board.state?.upstream };
  return (
    <main id="content" tabIndex={-1} className="outline-none">
      <h1 className="sr-only">{t("page.wall")}</h1>
      <Wallboard
        campaigns={shown}
        total={campaigns?.size ?? null}
        outOfTouch={board.contact === "lost"}
        trust={wallTrust(connection)}
        brand={
          <div className="flex items-center gap-3">
            <Brand />
            {session?.mode === "demo" && <DemoMark />}
          </div>
        }
        mark={<WallMark {...connection} />}
        controls={
          <>
            <DisplayControls />
            <ToBoard />
          </>
        }
      />
    </main>
  );
}

/** Without what only a wall reads. */
function ToBoard() {
  const { t } = useDisplay();
  const query = new URLSearchParams(useSearch());
  query.delete("turn");
  const label = t("page.toBoard");
  return (
    <Link
      href={`/${query.size > 0 ? `?${query}` : ""}`}
      aria-label={label}
      title={label}
      className="inline-flex size-8 items-center justify-center rounded-lg hover:bg-sunken hover:text-ink"
    >
      <Icon name="close" className="size-4" />
    </Link>
  );
}
