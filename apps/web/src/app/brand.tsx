import { Link, useSearch } from "wouter";
import { useDisplay } from "../lib/display.tsx";

/** The product's name, which leads to the board as it was left. */
export function Brand() {
  const { t } = useDisplay();
  const search = useSearch();
  return (
    <Link
      data-part="brand"
      href={`/${search && `?${search}`}`}
      className="flex items-center gap-2 text-sm font-semibold"
    >
      <img src="/favicon.svg" alt="" className="size-5" />
      <span className="max-[24rem]:sr-only">{t("app.name")}</span>
    </Link>
  );
}

/** Nothing here is real. */
export function DemoMark() {
  const { t } = useDisplay();
  return (
    <span
      data-part="demo"
      title={t("app.demoHint")}
      className="rounded-md border border-notice-line bg-notice-soft px-2 py-0.5 text-xs font-semibold whitespace-nowrap text-notice"
    >
      {t("app.demo")}
      <span className="sr-only">: {t("app.demoHint")}</span>
    </span>
  );
}
