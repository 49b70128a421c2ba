import type { Campaign } from "@cruiseboard/contract";
import { Known } from "../../../components/ui/known.tsx";
import { useDisplay } from "../../../lib/display.tsx";

/** `412 / 900` and the share, as large as there is room. */
export function WallCounts({ campaign }: { campaign: Campaign }) {
  const { format } = useDisplay();
  const { calledCallees: called, totalCallees: total } = campaign;
  const percent = format.percent(called, total);
  return (
    <span className="whole-line h-6 items-baseline leading-6">
      <span className="me-auto">
        <span className="text-base font-semibold">
          <Known value={called === null ? null : format.number(called)} />
        </span>
        <span className="text-ink-2">
          {" / "}
          <Known value={total === null ? null : format.number(total)} />
        </span>
      </span>
      {percent !== null && <span className="ms-2 text-base font-semibold">{percent}</span>}
    </span>
  );
}
