import { useState } from "react";
import { IconButton } from "../components/ui/button.tsx";
import { Icon } from "../components/ui/icon.tsx";
import { useDisplay } from "../lib/display.tsx";
import { themes } from "../lib/preferences.ts";
import { useTicking } from "../lib/use-ticking.ts";

/** Language and theme; each press goes on to the next. */
export function DisplayControls() {
  const { t, locale, theme, choose } = useDisplay();
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  const other =
    locale === "en"
      ? ({ tag: "zh-CN", words: "display.chinese", short: "中" } as const)
      : ({ tag: "en", words: "display.english", short: "EN" } as const);
  return (
    <span data-part="look" className="contents">
      <IconButton
        label={t("display.theme", { theme: t(`display.theme.${theme}`) })}
        onClick={() => choose("theme", nextTheme)}
      >
        <Icon name={theme} className="size-4" />
      </IconButton>
      <IconButton
        label={`${other.short}: ${t(other.words)}`}
        lang={other.tag}
        onClick={() => choose("lang", other.tag)}
        className="text-13 font-medium"
      >
        {other.short}
      </IconButton>
    </span>
  );
}

/** The zone in which all times stand, always in sight. The four hundred others are listed once somebody looks. */
export function TimeZoneControl() {
  const { t, format, timeZone, choose } = useDisplay();
  const [open, setOpen] = useState(false);
  const hour = useTicking((now) => Math.floor(now / 3_600_000) * 3_600_000);
  const zones = open
    ? [...new Set([timeZone, "Asia/Shanghai", "UTC", ...Intl.supportedValuesOf("timeZone")])]
    : [timeZone];
  return (
    <label className="flex items-center gap-1 whitespace-nowrap text-ink-2" title={t("display.timeZone")}>
      <Icon name="globe" className="size-3.5 max-sm:hidden" />
      <select
        aria-label={t("display.timeZone")}
        value={timeZone}
        onPointerEnter={() => setOpen(true)}
        onFocus={() => setOpen(true)}
        onChange={(event) => choose("tz", event.target.value)}
        className="h-6 w-full max-w-48 min-w-0 rounded-md text-ellipsis bg-transparent hover:text-ink"
      >
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone === timeZone ? `${zone} (${format.offset(hour)})` : zone}
          </option>
        ))}
      </select>
    </label>
  );
}
