import { Command } from "cmdk";
import { type ReactNode, useState } from "react";
import { useSession } from "../../api/session.ts";
import { StateBadge } from "../../components/campaign/state-badge.tsx";
import { Dialog } from "../../components/ui/dialog.tsx";
import { createArranger } from "../../domain/arrange.ts";
import { keyOf, listOf, titleOf } from "../../domain/campaign-key.ts";
import { loadSavedViews, savedViewSearch } from "../../domain/saved-views.ts";
import { defaultView, noFilter, parseView, storedLayout, withView } from "../../domain/view-state.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { type CommandsProps, goTo, pages } from "./keys.ts";

const mostShown = { campaigns: 8, agents: 5 } as const;

interface Found {
  readonly id: string;
  readonly words: string;
  readonly mark?: ReactNode;
  readonly hint?: string;
  readonly run: () => void;
}

/** Finds campaigns, agents, views and actions. */
export function CommandPalette({ onClose, ...commands }: CommandsProps & { readonly onClose: () => void }) {
  const { t } = useDisplay();
  const [text, setText] = useState("");
  // Text that is still being composed, as pinyin is, searches for nothing.
  const [composing, setComposing] = useState<string | null>(null);
  const groups = useFound(composing ?? text, commands).filter(({ found }) => found.length > 0);
  return (
    <Dialog title={t("palette.title")} onClose={onClose}>
      <Command label={t("palette.title")} shouldFilter={false} loop className="mt-3 flex flex-col gap-2">
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          onCompositionStart={() => setComposing(text)}
          onCompositionEnd={() => setComposing(null)}
          placeholder={t("palette.search")}
          className="h-10 rounded-lg border border-line-strong bg-surface px-3 text-base"
        />
        <Command.List label={t("palette.title")} className="max-h-[50vh] overflow-y-auto">
          <Command.Empty className="px-2 py-4 text-13 text-ink-2">{t("palette.none")}</Command.Empty>
          {groups.map(({ heading, found }) => (
            <Command.Group
              key={heading}
              heading={heading}
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
            >
              {found.map(({ id, words, mark, hint, run }) => (
                <Command.Item
                  key={id}
                  value={id}
                  onSelect={() => {
                    onClose();
                    run();
                  }}
                  className="flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2 py-1 aria-selected:bg-accent-soft pointer-coarse:min-h-11"
                >
                  <bdi className="me-auto line-clamp-2 min-w-0">{words}</bdi>
                  {hint && <span className="shrink-0 text-xs text-ink-3">{hint}</span>}
                  {mark}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function showFiltered(wish: Partial<typeof defaultView>): void {
  const view = { ...parseView(location.search, storedLayout()), ...noFilter, ...wish };
  goTo("/", `?${withView(location.search, view, storedLayout())}`);
}

function useFound(text: string, { board, watchList }: CommandsProps) {
  const enabled = useSession()?.enabled;
  const { t, locale, theme, choose } = useDisplay();
  const [arrange] = useState(createArranger);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (label: string) => words.every((word) => label.toLowerCase().includes(word));
  const all = board.state?.campaigns ?? new Map();
  const campaigns = words.length === 0 ? [] : arrange(all, { ...defaultView, search: text }, locale);
  const agents =
    words.length === 0 ? [] : [...new Set(listOf(all).flatMap(({ agent }) => agent ?? []))].filter(matches);
  const places = pages.map(
    ({ key, path, name }): Found => ({ id: key, words: t(name), hint: `g ${key}`, run: () => goTo(path) }),
  );
  if (enabled?.apiKeys)
    places.push({ id: "api-keys", words: t("apiKeys.title"), run: () => goTo("/api-keys") });
  const views: Found[] = loadSavedViews().map(({ name, query }) => ({
    id: `view ${name}`,
    words: name,
    run: () => goTo("/", `?${savedViewSearch(query)}`),
  }));
  const nextTheme = theme === "dark" ? "light" : "dark";
  const actions: Found[] = [
    {
      id: "attention",
      words: t("palette.attention"),
      run: () => showFiltered({ attentionOnly: true }),
    },
    ...(enabled?.watchListEditing
      ? [{ id: "add", words: t("watch.add"), run: () => watchList.setAdding(true) }]
      : []),
    {
      id: "pause",
      words: t(board.paused ? "contact.resume" : "contact.pause"),
      run: () => board.setPaused(!board.paused),
    },
    {
      id: "theme",
      words: t("display.theme", { theme: t(`display.theme.${nextTheme}`) }),
      run: () => choose("theme", nextTheme),
    },
    {
      id: "language",
      words: locale === "en" ? t("display.chinese") : t("display.english"),
      run: () => choose("lang", locale === "en" ? "zh-CN" : "en"),
    },
  ];
  return [
    {
      heading: t("page.board"),
      found: campaigns.slice(0, mostShown.campaigns).map(
        (campaign): Found => ({
          id: keyOf(campaign),
          words: titleOf(t, campaign),
          hint: String(campaign.campaignId),
          mark: <StateBadge campaign={campaign} />,
          run: () => goTo(`/campaigns/${keyOf(campaign)}`),
        }),
      ),
    },
    {
      heading: t("page.agents"),
      found: agents.slice(0, mostShown.agents).map(
        (agent): Found => ({
          id: `agent ${agent}`,
          words: agent,
          run: () => showFiltered({ agents: [agent] }),
        }),
      ),
    },
    { heading: t("toolbar.savedViews"), found: views.filter(({ words }) => matches(words)) },
    { heading: t("palette.pages"), found: places.filter(({ words }) => matches(words)) },
    { heading: t("palette.actions"), found: actions.filter(({ words }) => matches(words)) },
  ];
}
