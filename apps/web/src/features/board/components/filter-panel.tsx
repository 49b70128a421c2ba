import type { Campaign } from "@cruiseboard/contract";
import { useState } from "react";
import { TextField } from "../../../components/ui/fields.tsx";
import { attentionOrder } from "../../../lib/attention.ts";
import { useDisplay } from "../../../lib/display.tsx";
import type { ViewControlProps } from "../view-control.ts";
import { CheckList } from "./check-list.tsx";

interface FilterPanelProps extends ViewControlProps {
  readonly campaigns: ReadonlyMap<string, Campaign>;
}

/** From so many on they are searched. */
const manyAgents = 9;

/** What the board can be narrowed down to besides states and words, and how many campaigns each holds. */
export function FilterPanel({ campaigns, view, onChange }: FilterPanelProps) {
  const { t } = useDisplay();
  const counts = countMembers(campaigns.values());
  const kinds = attentionOrder.filter((kind) => counts.kinds.has(kind) || view.kinds.includes(kind));
  return (
    <div className="flex flex-col gap-4">
      {kinds.length > 0 && (
        <CheckList
          title={t("filter.kinds")}
          items={kinds.map((kind) => ({
            value: kind,
            words: t(`attention.${kind}`),
            count: counts.kinds.get(kind) ?? 0,
          }))}
          chosen={view.kinds}
          onChoose={(chosen) => onChange({ kinds: chosen, attentionOnly: chosen.length > 0 })}
        />
      )}
      <AgentList counts={counts.agents} view={view} onChange={onChange} />
      {counts.applications.size > 1 && (
        <CheckList
          title={t("filter.applications")}
          items={[...counts.applications]
            .toSorted(([one], [other]) => one - other)
            .map(([id, count]) => ({ value: String(id), words: String(id), count }))}
          chosen={view.applications.map(String)}
          onChoose={(chosen) => onChange({ applications: chosen.map(Number) })}
        />
      )}
    </div>
  );
}

interface AgentListProps extends ViewControlProps {
  readonly counts: ReadonlyMap<string, number>;
}

function AgentList({ counts, view, onChange }: AgentListProps) {
  const { t, locale } = useDisplay();
  const [search, setSearch] = useState("");
  const collator = new Intl.Collator(locale, { numeric: true });
  const agents = [...new Set([...counts.keys(), ...view.agents])].toSorted(
    (one, other) => Number(one === "") - Number(other === "") || collator.compare(one, other),
  );
  const word = search.trim().toLowerCase();
  const found = agents.filter((agent) => agent.toLowerCase().includes(word));
  return (
    <CheckList
      title={t("filter.agents")}
      items={found.map((agent) => ({
        value: agent,
        words: agent === "" ? t("filter.unknownAgent") : agent,
        count: counts.get(agent) ?? 0,
      }))}
      chosen={view.agents}
      onChoose={(chosen) => onChange({ agents: chosen })}
    >
      {agents.length >= manyAgents && (
        <TextField
          type="search"
          value={search}
          onText={setSearch}
          aria-label={t("filter.findAgent")}
          placeholder={t("filter.findAgent")}
          className="mb-1 h-8 w-full rounded-lg border border-line-strong bg-surface px-2.5 pointer-coarse:h-10 pointer-coarse:text-base"
        />
      )}
    </CheckList>
  );
}

function countMembers(campaigns: Iterable<Campaign>) {
  const agents = new Map<string, number>();
  const applications = new Map<number, number>();
  const kinds = new Map<string, number>();
  for (const { agent, sdkAppId, attention } of campaigns) {
    increase(agents, agent ?? "");
    increase(applications, sdkAppId);
    for (const { kind } of attention) increase(kinds, kind);
  }
  return { agents, applications, kinds };
}

function increase<T>(counts: Map<T, number>, member: T): void {
  counts.set(member, (counts.get(member) ?? 0) + 1);
}
