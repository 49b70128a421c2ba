import { useState } from "react";
import { useListener } from "../../domain/activity.ts";
import { focusedCampaign, useKeys } from "./keys.ts";

/** The text of `title`, which only a mouse shows: by a tap on the mark, or by `i` of all marks of the focused campaign. */
export function Tooltips() {
  const [shown, setShown] = useState<ReturnType<typeof shownOf> | null>(null);
  useKeys({
    i() {
      const campaign = focusedCampaign();
      if (campaign) setShown(shownOf(campaign, [...campaign.querySelectorAll("[title]")]));
    },
  });
  useListener("click", (event) => {
    const { target } = event;
    if (!(event instanceof PointerEvent) || event.pointerType !== "touch" || !(target instanceof Element))
      return;
    const mark = target.closest("a, button, input, select, label, [title]");
    setShown(mark?.matches("span[title], div[title], bdi[title]") ? shownOf(mark, [mark]) : null);
  });
  useListener("keydown scroll", (event) => {
    if (!(event instanceof KeyboardEvent && event.key === "i")) setShown(null);
  });
  const above = shown !== null && shown.place.bottom > innerHeight / 2;
  return (
    <div role="status" className="contents">
      {shown && (
        <div
          role="tooltip"
          className="fixed inset-x-3 z-50 mx-auto flex max-w-md flex-col gap-1 rounded-lg border border-line bg-surface px-3 py-2 text-13 shadow-raised print:hidden"
          style={above ? { bottom: innerHeight - shown.place.top + 4 } : { top: shown.place.bottom + 4 }}
        >
          {shown.words.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </div>
      )}
    </div>
  );
}

function shownOf(place: Element, marks: readonly Element[]) {
  const explained = marks.filter((mark) => mark.closest("button") === null);
  return {
    words: [...new Set(explained.map((mark) => mark.getAttribute("title") ?? ""))],
    place: place.getBoundingClientRect(),
  };
}
