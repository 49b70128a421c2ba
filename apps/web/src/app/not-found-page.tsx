import { Link } from "wouter";
import { BlankSlate } from "../components/ui/blank-slate.tsx";
import { useDisplay } from "../lib/display.tsx";

export function NotFoundPage() {
  const { t } = useDisplay();
  return (
    <BlankSlate wholePage title={t("page.notFound")} hint={t("page.notFoundHint")}>
      <Link href="/" className="font-medium text-accent underline">
        {t("page.toBoard")}
      </Link>
    </BlankSlate>
  );
}
