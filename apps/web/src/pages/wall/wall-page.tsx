import type { Campaign, Session, Upstream } from "@cruiseboard/contract";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import type { Board, Contact } from "../../api/board.ts";
import { useAge } from "../../components/campaign/age.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { LiveMark } from "../../connection/live-mark.tsx";
import { upstreamWords } from "../../connection/upstream-mark.tsx";
import { createArranger } from "../../domain/arrange.ts";
import { parseView } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { Brand, DemoMark, DisplayControls } from "../frame/header.tsx";
import { Wallboard } from "./wallboard.tsx";

/** Filters and order come from the URL. */
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

interface WallMarkProps {
  readonly contact: Contact;
  readonly paused: boolean;
  readonly campaigns: ReadonlyMap<string, Campaign> | undefined;
  readonly upstream: Upstream | undefined;
  /** Epoch milliseconds; 0: never. */
  readonly confirmedAt: number;
}

function wallTrust({ contact, paused, upstream }: WallMarkProps): "good" | "doubtful" | "none" {
  if (contact === "lost") return "none";
  return paused || (upstream !== undefined && upstream.status !== "ok") ? "doubtful" : "good";
}

/** The connection's state, large. */
function WallMark({ contact, paused, campaigns, upstream, confirmedAt }: WallMarkProps) {
  const { t } = useDisplay();
  if (contact === "lost") {
    return (
      <p
        role="status"
        data-contact="lost"
        className="flex items-center gap-3 rounded-xl portrait:order-last portrait:w-full bg-urgent px-5 py-2 text-2xl font-semibold text-surface"
      >
        <Icon name="lost" className="size-7" />
        {t("contact.lost")}
        <span aria-live="off" className="text-lg font-normal">
          {confirmedAt > 0 && <Confirmed at={confirmedAt} />}
        </span>
      </p>
    );
  }
  const trouble = upstream !== undefined && upstream.status !== "ok" && !paused;
  return (
    <div className="flex items-center gap-4 text-lg portrait:order-last portrait:w-full">
      <span className="rounded-xl px-2 [&_svg]:size-5">
        <LiveMark contact={contact} paused={paused} campaigns={campaigns} upstream={upstream} />
      </span>
      {trouble && (
        <p
          role="status"
          data-upstream={upstream.status}
          className="flex items-center gap-2 rounded-xl bg-notice px-4 py-1.5 text-xl font-semibold text-surface"
        >
          <Icon name="upstreamFailing" className="size-6" />
          {upstreamWords(t, upstream)}
        </p>
      )}
    </div>
  );
}

function Confirmed({ at }: { at: number }) {
  const { t } = useDisplay();
  return t("wall.confirmed", { age: useAge(new Date(at).toISOString()) });
}
