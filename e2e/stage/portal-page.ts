import type { FrameLocator, Page } from "@playwright/test";
import type { PortalStage } from "./portal-stage.ts";

/** What a test wants of an embedded board; callbacks are noted, see `notes`. */
export interface EmbedWishes {
  readonly container?: string;
  readonly view?: string;
  readonly filters?: unknown;
  readonly theme?: string;
  readonly lang?: string;
  readonly timeZone?: string;
  readonly chrome?: string;
  readonly maxHeight?: number;
  /** Wants to be told of heights, so that the frame follows its content. */
  readonly autoHeight?: boolean;
  /** Gives no tokens. */
  readonly tokenless?: boolean;
}

/** What happened in the portal's page, in its order: a callback's name and what it was told. */
type Note = readonly [name: string, detail: unknown];

interface PortalWindow extends Window {
  Cruiseboard: { embed(options: object): Record<string, (argument?: unknown) => void> };
  boards: Record<string, Record<string, (argument?: unknown) => void>>;
  notes: Record<string, Note[]>;
}

/** A portal's page with room for two boards and nothing in it. */
export async function openPortal(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/empty`);
}

/** Has the portal's page embed a board. */
export async function embedBoard(
  page: Page,
  { board }: Pick<PortalStage, "board">,
  wishes: EmbedWishes = {},
): Promise<void> {
  await page.evaluate(
    ({ url, container = "#one", autoHeight = false, tokenless = false, ...rest }) => {
      const portal = window as unknown as PortalWindow;
      portal.boards ??= {};
      portal.notes ??= {};
      const notes: Note[] = (portal.notes[container] ??= []);
      const note = (name: string) => (detail: unknown) => void notes.push([name, detail ?? null]);
      const getToken = async () => {
        notes.push(["getToken", null]);
        const answer = await fetch("/board-token");
        if (!answer.ok) throw new Error(`no token: ${answer.status}`);
        return answer.text();
      };
      portal.boards[container] = portal.Cruiseboard.embed({
        lang: "en",
        ...rest,
        container,
        url,
        ...(!tokenless && { getToken }),
        ...(autoHeight && { onHeight: note("onHeight") }),
        onReady: note("onReady"),
        onNavigate: note("onNavigate"),
        onAttention: note("onAttention"),
        onRecovered: note("onRecovered"),
        onError: (error: { code: string; message: string }) =>
          notes.push(["onError", { code: error.code, message: error.message }]),
      });
    },
    { url: board, ...wishes },
  );
}

/** Calls a method of the board's handle, such as `setTheme`. */
export async function tellBoard(
  page: Page,
  method: string,
  argument?: unknown,
  container = "#one",
): Promise<void> {
  await page.evaluate(
    ([board, name, value]) =>
      (window as unknown as PortalWindow).boards[String(board)]?.[String(name)]?.(value),
    [container, method, argument],
  );
}

/** What a callback has been told so far. */
export async function notes(page: Page, name: string, container = "#one"): Promise<unknown[]> {
  const all = await page.evaluate(
    (board) => (window as unknown as PortalWindow).notes[board] ?? [],
    container,
  );
  return all.filter(([noted]) => noted === name).map(([, detail]) => detail);
}

export function boardFrame(page: Page, container = "#one"): FrameLocator {
  return page.frameLocator(`${container} iframe`);
}

/** In pixels; 0: there is no frame. */
export function frameHeight(page: Page, container = "#one"): Promise<number> {
  return page.locator(container).evaluate((element) => element.querySelector("iframe")?.offsetHeight ?? 0);
}
