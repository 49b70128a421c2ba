import { type AgentState, type AttentionKind, agentStates, attentionKinds } from "@cruiseboard/contract";
import { type ReactNode, useId, useState } from "react";
import { CheckBox, fieldStyle, TextField } from "../../components/ui/fields.tsx";
import { Icon } from "../../components/ui/icon.tsx";
import { type Campaigns, listOf } from "../../domain/campaign-key.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { changeView, useView } from "./use-view.ts";

/** From so many on, a search field shows. */
const manyAgents = 9;

export function FilterPanel({ campaigns }: { campaigns: Campaigns }) {
  const { t, locale } = useDisplay();
  const filters = useFilters();
  const [search, setSearch] = useState("");
  const all = listOf(campaigns);
  const kinds = countOf(all.flatMap(({ attention }) => attention.map(({ kind }) => kind)));
  const present = attentionKinds.filter((kind) => kinds.has(kind) || filters.kinds.chosen.includes(kind));
  const counts = countOf(all.map(({ agent }) => agent ?? ""));
  const collator = new Intl.Collator(locale, { numeric: true });
  const agents = [...new Set([...counts.keys(), ...filters.agents.chosen])].toSorted(
    (one, other) => Number(one === "") - Number(other === "") || collator.compare(one, other),
  );
  const word = search.trim().toLowerCase();
  const states = countOf(all.map(({ agentStatus }) => agentStatus?.status ?? "unknown"));
  const applications = countOf(all.map(({ sdkAppId }) => sdkAppId));
  return (
    <div className="flex flex-col gap-4">
      {present.length > 0 && (
        <CheckList title={t("filter.kinds")} {...filters.kinds} values={present} counts={kinds} />
      )}
      {all.some(({ agentStatus }) => agentStatus !== null) && (
        <CheckList
          title={t("filter.agentStates")}
          {...filters.agentStates}
          values={agentStates.filter(
            (state) => states.has(state) || filters.agentStates.chosen.includes(state),
          )}
          counts={states}
        />
      )}
      <CheckList
        title={t("filter.agents")}
        {...filters.agents}
        values={agents.filter((agent) => agent.toLowerCase().includes(word))}
        counts={counts}
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
      {applications.size > 1 && (
        <CheckList
          title={t("filter.applications")}
          {...filters.applications}
          values={[...applications.keys()].toSorted((one, other) => one - other)}
          counts={applications}
        />
      )}
    </div>
  );
}

function countOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

interface Filter<T> {
  readonly chosen: readonly T[];
  readonly onChoose: (chosen: readonly T[]) => void;
  readonly words: (value: T) => string;
}

function useFilters() {
  const { t } = useDisplay();
  const view = useView();
  const kinds: Filter<AttentionKind> = {
    chosen: view.kinds,
    onChoose: (chosen) => changeView({ kinds: chosen, attentionOnly: chosen.length > 0 }),
    words: (kind) => t(`attention.${kind}`),
  };
  const agents: Filter<string> = {
    chosen: view.agents,
    onChoose: (chosen) => changeView({ agents: chosen }),
    words: (agent) => agent || t("filter.unknownAgent"),
  };
  const byAgentState: Filter<AgentState> = {
    chosen: view.agentStates,
    onChoose: (chosen) => changeView({ agentStates: chosen }),
    words: (state) => t(`agent.status.${state}`),
  };
  const applications: Filter<number> = {
    chosen: view.applications,
    onChoose: (chosen) => changeView({ applications: chosen }),
    words: String,
  };
  return { kinds, agents, agentStates: byAgentState, applications };
}

interface CheckListProps<T> extends Filter<T> {
  readonly title: string;
  readonly values: readonly T[];
  readonly counts: ReadonlyMap<T, number>;
  readonly children?: ReactNode;
}

function CheckList<T extends string | number>(props: CheckListProps<T>) {
  const { title, values, counts, chosen, onChoose, words, children } = props;
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
        {values.map((value) => (
          <li key={value}>
            <label className="flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-1 hover:bg-sunken pointer-coarse:min-h-10">
              <CheckBox checked={chosen.includes(value)} onChange={() => toggle(value)} />
              <bdi className="min-w-0 flex-1 truncate" title={words(value)}>
                {words(value)}
              </bdi>
              <span className="text-xs text-ink-3">{counts.get(value) ?? 0}</span>
            </label>
          </li>
        ))}
        {values.length === 0 && <li className="px-1 text-13 text-ink-3">{t("filter.none")}</li>}
      </ul>
    </div>
  );
}

export function FilterChips() {
  const { t } = useDisplay();
  const filters = useFilters();
  const chips = [
    ...chipsOf(filters.kinds),
    ...chipsOf(filters.agents),
    ...chipsOf(filters.agentStates),
    ...chipsOf(filters.applications),
  ];
  return (
    <div
      role="group"
      aria-label={t("toolbar.filter")}
      className="-mt-1 flex flex-wrap gap-2 empty:hidden print:hidden"
    >
      {chips.map(({ name, remove }) => (
        <button
          key={name}
          type="button"
          onClick={remove}
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

function chipsOf<T>({ chosen, onChoose, words }: Filter<T>) {
  return chosen.map((value) => ({ name: words(value), remove: () => onChoose(without(chosen, value)) }));
}

function without<T>(all: readonly T[], one: T): readonly T[] {
  return all.filter((other) => other !== one);
}
