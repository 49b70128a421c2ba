import { type MouseEvent, useState } from "react";
import { useDisplay } from "../../lib/display.tsx";
import { linksSuffice } from "../../lib/http.ts";
import { Icon } from "./icon.tsx";
import { LazyPart, lazy } from "./lazy-part.tsx";

const fetchFailure = () => import("./csv-failure.tsx");
const CsvFailure = lazy(async () => ({ default: (await fetchFailure()).CsvFailure }));

/** A link would send no token. The words for a failure come along: once the server is gone, nobody could fetch them. */
async function saveWithToken(href: string): Promise<void> {
  const [{ saveFile }] = await Promise.all([import("../../lib/save-file.ts"), fetchFailure()]);
  await saveFile(href);
}

/** Downloads a table that the server makes. */
export function CsvLink({ href, label }: { href: string; label: string }) {
  const { t } = useDisplay();
  const [failure, setFailure] = useState<unknown>(null);
  const save = (event: MouseEvent) => {
    if (linksSuffice()) return;
    event.preventDefault();
    setFailure(null);
    saveWithToken(href).catch(setFailure);
  };
  return (
    <>
      <a
        href={href}
        download
        aria-label={label}
        title={label}
        onClick={save}
        className="no-print inline-flex h-8 items-center gap-1.5 rounded-lg px-2 whitespace-nowrap text-ink-2 transition-colors hover:bg-sunken hover:text-ink pointer-coarse:h-10"
      >
        <Icon name="download" />
        <span className="max-md:hidden">{t("csv")}</span>
      </a>
      {failure !== null && (
        <LazyPart waiting={null}>
          <CsvFailure failure={failure} />
        </LazyPart>
      )}
    </>
  );
}
