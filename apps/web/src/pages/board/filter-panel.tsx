import type { Campaign } from "@cruiseboard/contract";
import { type ReactNode, useId, useState } from "react";
import { CheckBox, fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { attentionOrder } from "../../domain/attention.ts";
import { listOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import type { ViewControlProps } from "./use-view.ts";

interface FilterPanelProps extends ViewControlProps {
  readonly campaigns: ReadonlyMap<string, Campaign>;
}

/** From so many on, a search field shows. */
const manyAgents = 9;

export function FilterPanel({ campaigns, view, onChange }: FilterPanelProps) {
  const { t } = useDisplay();
  const counts = countMembers(listOf(campaigns));
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

function AgentList({ counts, view, onChange }: ViewControlProps & { counts: ReadonlyMap<string, number> }) {
  const { t, locale } = useDisplay();
  const [search, setSearch] = useState("");
  const collator = new Intl.Collator(locale, { numeric: true });
  const agents = [...new Set([...Array.from(counts.keys()), ...view.agents])].toSorted(
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
          className={`mb-1 w-full ${fieldStyle}`}
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

interface CheckListProps<T extends string> {
  readonly title: string;
  readonly items: readonly { readonly value: T; readonly words: string; readonly count: number }[];
  readonly chosen: readonly T[];
  readonly onChoose: (chosen: readonly T[]) => void;
  readonly children?: ReactNode;
}

function CheckList<T extends string>({ title, items, chosen, onChoose, children }: CheckListProps<T>) {
  const { t } = useDisplay();
  const id = useId();
  const toggle = (value: T) => onChoose(chosen.includes(value) ? without(chosen, value) : [...chosen, value]);
  return (
    <div role="group" aria-labelledby={id}>
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <span id={id} className="text-xs font-semibold text-ink-2">
          {title}
        </span>
        {chosen.length > 0 && (
          <button type="button" onClick={() => onChoose([])} className="text-xs text-accent hover:underline">
            {t("filter.clear")}
          </button>
        )}
      </div>
      {children}
      <ul className="-mx-1 max-h-56 overflow-auto">
        {items.map(({ value, words, count }) => (
          <li key={value}>
            <label className="flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-1 hover:bg-sunken pointer-coarse:min-h-10">
              <CheckBox checked={chosen.includes(value)} onChange={() => toggle(value)} />
              <bdi className="min-w-0 flex-1 truncate" title={words}>
                {words}
              </bdi>
              <span className="text-xs text-ink-3">{count}</span>
            </label>
          </li>
        ))}
        {items.length === 0 && <li className="px-1 text-13 text-ink-3">{t("filter.none")}</li>}
      </ul>
    </div>
  );
}

export function FilterChips({ view, onChange }: ViewControlProps) {
  const { t } = useDisplay();
  const { kinds, agents, applications } = view;
  const chips = [
    ...kinds.map((kind) => {
      const rest = without(kinds, kind);
      return { name: t(`attention.${kind}`), change: { kinds: rest, attentionOnly: rest.length > 0 } };
    }),
    ...agents.map((agent) => ({
      name: agent === "" ? t("filter.unknownAgent") : agent,
      change: { agents: without(agents, agent) },
    })),
    ...applications.map((id) => ({
      name: String(id),
      change: { applications: without(applications, id) },
    })),
  ];
  return (
    <div
      role="group"
      aria-label={t("toolbar.filter")}
      className="-mt-1 flex flex-wrap gap-2 empty:hidden print:hidden"
    >
      {chips.map(({ name, change }) => (
        <button
          key={name}
          type="button"
          onClick={() => onChange(change)}
          aria-label={t("filter.remove", { name })}
          className="inline-flex h-7 max-w-full items-center gap-1.5 rounded-full border border-accent bg-accent-soft ps-3 pe-2 text-13 pointer-coarse:h-10"
        >
          <bdi className="truncate">{name}</bdi>
          <Icon name="close" className="size-3" />
        </button>
      ))}
    </div>
  );
}

function without<T>(all: readonly T[], one: T): readonly T[] {
  return all.filter((other) => other !== one);
}
