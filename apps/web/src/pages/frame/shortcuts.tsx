import { useState } from "react";
import { IconButton } from "../../components/ui/button.tsx";
import { lazy } from "../../components/ui/lazy-part.tsx";
import { useDisplay } from "../../i18n/display.tsx";
import {
  type CommandsProps,
  focusCampaign,
  focusedCampaign,
  focusSearch,
  goTo,
  isBehindDialog,
  pages,
  useKeys,
} from "./keys.ts";

const HelpDialog = lazy(() => import("./help-dialog.tsx").then((it) => it.HelpDialog));
const CommandPalette = lazy(() => import("./command-palette.tsx").then((it) => it.CommandPalette));

/** Explains every mark; by button, touch and `?`. */
export function Help() {
  const { t } = useDisplay();
  const [open, setOpen] = useState(false);
  useKeys({ "[Shift]+?": () => setOpen(true) });
  return (
    <>
      <IconButton icon="unknown" large label={t("help.open")} onClick={() => setOpen(true)} />
      {open && <HelpDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** The command palette, and the keys of the pages. */
export function Commands(props: CommandsProps) {
  const { t, chrome } = useDisplay();
  const [open, setOpen] = useState(false);
  useKeys({
    "/": () => focusSearch() || setOpen(true),
    j: () => focusCampaign(1),
    k: () => focusCampaign(-1),
    x: () => focusedCampaign()?.querySelector<HTMLInputElement>(".select-box")?.click(),
    // One sequence: of several, those not finished would go on with the next key.
    [`g (${pages.map(({ key }) => key).join("|")})`]: (event) =>
      goTo(pages.find(({ key }) => key === event.key)?.path ?? "/"),
  });
  useKeys({ "$mod+k": () => setOpen(true) }, isBehindDialog);
  return (
    <>
      <IconButton
        icon="search"
        large
        label={t("palette.open")}
        onClick={() => setOpen(true)}
        // At these widths the toolbar's search field is enough; a compact board has no toolbar.
        className={chrome === "full" ? "max-sm:hidden xl:max-[90rem]:hidden" : "max-sm:hidden"}
      />
      {open && <CommandPalette {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
