import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { PageLink } from "../../components/ui/button.tsx";
import { useDisplay } from "../../i18n/display.tsx";
import { pages } from "./keys.ts";

/** Board, agents and archive. They keep the query, so that each comes back as it was left. */
export function PageTabs() {
  const { t } = useDisplay();
  const [path] = useLocation();
  return (
    <nav aria-label={t("page.tabs")} className="print:hidden inline-flex rounded-lg bg-sunken p-0.5">
      {pages.slice(0, 3).map(({ path: own, name }) => (
        <PageLink
          key={own}
          to={own}
          aria-current={own === path ? "page" : undefined}
          className="inline-flex h-7 items-center rounded-md px-3 text-13 whitespace-nowrap text-ink-2 hover:text-ink max-sm:px-1.5 aria-[current=page]:bg-surface aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:h-8"
        >
          {t(name)}
        </PageLink>
      ))}
    </nav>
  );
}

type TabbedPageProps = { readonly label: string; readonly title?: string; readonly children: ReactNode };

export function TabbedPage({ label, title = label, children }: TabbedPageProps) {
  return (
    <section aria-label={label} className="flex flex-col gap-4">
      <h1 className="text-lg font-semibold">{title}</h1>
      {children}
    </section>
  );
}

export function List({ children }: { children: ReactNode }) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface *:flex *:flex-wrap *:items-center *:gap-x-4 *:gap-y-2 *:border-b *:border-line *:px-4 *:py-3 *:last:border-b-0">
      {children}
    </ul>
  );
}
