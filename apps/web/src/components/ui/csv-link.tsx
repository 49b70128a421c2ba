import { useMutation } from "@tanstack/react-query";
import type { MouseEvent } from "react";
import { linksSuffice, saveFile } from "../../api/http.ts";
import { inBase } from "../../domain/address.ts";
import { useDisplay } from "../../i18n/display.tsx";
import { FailureNote } from "./blank-slate.tsx";
import { Icon } from "./icon.tsx";

export function CsvLink({ href, label }: { href: string; label: string }) {
  const { t } = useDisplay();
  const saving = useMutation({ mutationFn: saveFile });
  const save = (event: MouseEvent) => {
    if (linksSuffice()) return;
    // A link sends no token.
    event.preventDefault();
    saving.mutate(href);
  };
  return (
    <>
      <a
        href={inBase(href)}
        download
        aria-label={label}
        title={label}
        onClick={save}
        className="inline-flex h-8 items-center gap-1.5 rounded-lg px-2 whitespace-nowrap text-ink-2 transition-colors hover:bg-sunken hover:text-ink pointer-coarse:h-10 print:hidden"
      >
        <Icon name="download" />
        <span className="stacked:hidden">{t("csv")}</span>
      </a>
      <FailureNote words="csv.failed" error={saving.error} />
    </>
  );
}
