import { Icon } from "../../../components/ui/icon.tsx";
import { useDisplay } from "../../../lib/display.tsx";
import type { ViewControlProps } from "../view-control.ts";

/** The filters that are set in the panel, each to be taken away. */
export function FilterChips({ view, onChange }: ViewControlProps) {
  const { t } = useDisplay();
  const { kinds, agents, applications } = view;
  const chips = [
    ...kinds.map((kind) => ({
      name: t(`attention.${kind}`),
      remove: () => {
        const rest = kinds.filter((other) => other !== kind);
        onChange({ kinds: rest, attentionOnly: rest.length > 0 });
      },
    })),
    ...agents.map((agent) => ({
      name: agent === "" ? t("filter.unknownAgent") : agent,
      remove: () => onChange({ agents: agents.filter((other) => other !== agent) }),
    })),
    ...applications.map((id) => ({
      name: String(id),
      remove: () => onChange({ applications: applications.filter((other) => other !== id) }),
    })),
  ];
  if (chips.length === 0) return null;
  return (
    <div role="group" aria-label={t("toolbar.filter")} className="no-print -mt-1 flex flex-wrap gap-2">
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
