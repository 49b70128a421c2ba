import type { Campaign } from "@cruiseboard/contract";
import { useDisplay } from "../../lib/display.tsx";
import { Known } from "./known.tsx";

/** `412 / 900 · 45 %`. The meter below tells the same to assistive technology. */
export function Counts({ campaign }: { campaign: Campaign }) {
  const { format } = useDisplay();
  const { calledCallees, totalCallees } = campaign;
  const percent = format.percent(calledCallees, totalCallees);
  return (
    <span className="whole-line items-baseline">
      <span className="me-auto">
        <span className="font-medium">
          <Known value={calledCallees === null ? null : format.number(calledCallees)} />
        </span>
        <span className="text-ink-3">
          {" / "}
          <Known value={totalCallees === null ? null : format.number(totalCallees)} />
        </span>
      </span>
      {percent !== null && <span className="ms-2 min-w-8 text-end text-xs text-ink-2">{percent}</span>}
    </span>
  );
}
