import { useDisplay } from "../../lib/display.tsx";
import { useMasked } from "../../lib/masked.ts";

/** An agent's account, cut by the layout and in full in the tooltip; of a pseudonym that says that it is one. */
export function AgentName({ agent }: { agent: string }) {
  const { t } = useDisplay();
  const masked = useMasked("agent");
  return (
    <bdi className="block min-w-0 truncate" title={masked ? t("row.pseudonym", { agent }) : agent}>
      {agent}
    </bdi>
  );
}
