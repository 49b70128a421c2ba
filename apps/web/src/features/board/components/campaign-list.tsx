import type { Campaign } from "@cruiseboard/contract";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { BoardPlace } from "../../../lib/board-place.ts";
import { keyOf } from "../../../lib/campaign-key.ts";
import { useDisplay } from "../../../lib/display.tsx";
import { useFocus } from "../../../lib/use-focus.ts";
import { useMedia } from "../../../lib/use-media.ts";
import { useReturn } from "../use-return.ts";
import { CampaignRow } from "./campaign-row.tsx";
import { ListHead, type ListHeadProps } from "./list-head.tsx";

/** Pixels; the wide row's height is fixed in styles.css, cards are measured. */
const rowHeight = 64;
const cardHeight = 190;
const cardGap = 8;

interface CampaignListProps extends ListHeadProps {
  readonly campaigns: readonly Campaign[];
  readonly outOfTouch: boolean;
  readonly polling: boolean;
  readonly place: BoardPlace;
  readonly onRemove: ((campaign: Campaign) => void) | undefined;
}

/** Thousands of campaigns, of which only those on screen exist. The window scrolls, as in any page. */
export function CampaignList({
  campaigns,
  outOfTouch,
  polling,
  place,
  onRemove,
  ...head
}: CampaignListProps) {
  const { t } = useDisplay();
  const wide = useMedia("(width >= 60rem)");
  const list = useRef<HTMLDivElement>(null);
  const scrollMargin = useOffsetTop(list);
  // oxlint-disable-next-line react/incompatible-library -- a warning for the React compiler, which is not used
  const virtualizer = useWindowVirtualizer({
    count: campaigns.length,
    estimateSize: () => (wide ? rowHeight : cardHeight),
    getItemKey: (index) => keyAt(campaigns, index),
    overscan: 6,
    gap: wide ? 0 : cardGap,
    scrollMargin,
  });
  useReturn({
    place,
    list,
    campaigns,
    offsetOf: (index) => virtualizer.getOffsetForIndex(index, "center")?.[0],
  });
  // Sizes of the other layout are of no use.
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, wide]);
  const items = virtualizer.getVirtualItems();
  useFocus(useVisibleKeys(campaigns, virtualizer.range), polling);

  return (
    <div
      role="table"
      aria-label={t("page.board")}
      aria-rowcount={campaigns.length + 1}
      className="md:rounded-xl md:border md:border-line md:bg-surface"
    >
      <ListHead {...head} />
      <div role="rowgroup" ref={list} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ key, index, start }) => {
          const campaign = campaigns[index];
          return (
            campaign && (
              <div
                key={key}
                role="presentation"
                data-index={index}
                ref={wide ? undefined : virtualizer.measureElement}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start - scrollMargin}px)` }}
              >
                <CampaignRow
                  campaign={campaign}
                  rowIndex={index + 2}
                  outOfTouch={outOfTouch}
                  onRemove={onRemove}
                />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function keyAt(campaigns: readonly Campaign[], index: number): string | number {
  const campaign = campaigns[index];
  return campaign ? keyOf(campaign) : index;
}

/** The same array as long as the same campaigns are visible. */
function useVisibleKeys(
  campaigns: readonly Campaign[],
  range: { startIndex: number; endIndex: number } | null,
): readonly string[] {
  const joined =
    range === null
      ? ""
      : campaigns
          .slice(range.startIndex, range.endIndex + 1)
          .map(keyOf)
          .join();
  return useMemo(() => (joined === "" ? [] : joined.split(",")), [joined]);
}

/** How far the list stands from the top of the document; notices above it come and go. */
function useOffsetTop(element: React.RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const top = element.current?.getBoundingClientRect().top ?? 0;
      setOffset(Math.round(top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return offset;
}
