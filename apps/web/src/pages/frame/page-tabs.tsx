import { Link, useLocation, useSearch } from "wouter";
import { useDisplay } from "../../i18n/display.tsx";

const tabs = [
  { path: "/", words: "page.board" },
  { path: "/agents", words: "page.agents" },
  { path: "/archive", words: "page.archive" },
] as const;

/** Board, agents and archive. They keep the query, so that each comes back as it was left. */
export function PageTabs() {
  const { t } = useDisplay();
  const [path] = useLocation();
  const search = useSearch();
  return (
    <nav aria-label={t("page.tabs")} className="print:hidden inline-flex rounded-lg bg-sunken p-0.5">
      {tabs.map((tab) => (
        <Link
          key={tab.path}
          href={tab.path + (search && `?${search}`)}
          aria-current={tab.path === path ? "page" : undefined}
          className="inline-flex h-8 items-center rounded-md px-3 text-13 text-ink-2 hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:h-10"
        >
          {t(tab.words)}
        </Link>
      ))}
    </nav>
  );
}
