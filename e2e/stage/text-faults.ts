import type { Page } from "@playwright/test";

/**
 * Text in sight that somebody would read wrong: cut through by the box that it stands in, at its side without three dots
 * to say so, or written over another. What is hidden whole is not in sight.
 */
export function textFaults(page: Page): Promise<string[]> {
  return page.evaluate(findFaults);
}

/**
 * Windows, the time that is left of them, counts, expected ends and verdicts of campaigns, and totals of the board, that
 * are not there whole: not even three dots may stand for what was cut off. Of a line whose pieces are left out whole where
 * there is no room, a piece that is out of sight is not cut.
 */
export function cutFigures(page: Page): Promise<string[]> {
  return page.evaluate(findCutFigures);
}

/* oxlint-disable unicorn/consistent-function-scoping -- it goes to the page as a whole */
/** Runs in the page. */
function findFaults(): string[] {
  interface Line {
    readonly text: string;
    readonly element: Element;
    readonly box: DOMRect;
  }
  /** Below that, in pixels, letters touch nothing: boxes of text are higher than what is written in them. */
  const tolerance = 3;
  const unread = "script, style, option, svg, template, .sr-only";

  const lines = textNodes().flatMap(linesOf).filter(isInSight);
  return [...new Set([...lines.flatMap(cutThrough), ...writtenOver()])];

  function textNodes(): Text[] {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    while (walker.nextNode()) nodes.push(walker.currentNode as Text);
    return nodes;
  }

  function linesOf(node: Text): Line[] {
    const element = node.parentElement;
    const text = node.data.trim().slice(0, 40);
    if (element === null || text === "" || element.closest(unread) !== null) return [];
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return [];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].map((box) => ({ text, element, box }));
  }

  /** The boxes around that show nothing beyond their edges, innermost first; what scrolls shows all of it in time. */
  function clipsAround(element: Element): Element[] {
    const clips: Element[] = [];
    for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      if (/auto|scroll/.test(overflowX + overflowY) && at.scrollHeight > at.clientHeight) break;
      if (overflowX !== "visible") clips.push(at);
    }
    return clips;
  }

  function isInSight({ element, box }: Line): boolean {
    if (box.width < 1 || box.height < 1) return false;
    return clipsAround(element).every((clip) => {
      const around = clip.getBoundingClientRect();
      return box.top < around.bottom - 1 && box.bottom > around.top + 1 && box.left < around.right - 1;
    });
  }

  function cutThrough({ text, element, box }: Line): string[] {
    return clipsAround(element).flatMap((clip) => {
      const around = clip.getBoundingClientRect();
      if (box.bottom > around.bottom + tolerance || box.top < around.top - tolerance)
        return [`"${text}" is cut through`];
      const beyond = box.right > around.right + 1 || box.left < around.left - 1;
      return beyond && !isDotted(element, clip) ? [`"${text}" is cut at its side`] : [];
    });
  }

  function isDotted(element: Element, clip: Element): boolean {
    for (let at: Element | null = element; at !== null; at = at === clip ? null : at.parentElement)
      if (getComputedStyle(at).textOverflow === "ellipsis") return true;
    return false;
  }

  function writtenOver(): string[] {
    // What stays at the window's top has the rest pass below it.
    const shown = lines
      .filter(({ element }) => element.closest("header, thead") === null)
      .map((line) => ({ ...line, box: shownPart(line) }));
    return shown.flatMap((one, index) =>
      shown
        .slice(index + 1)
        .filter((other) => other.element !== one.element && overlap(one.box, other.box))
        .map((other) => `"${one.text}" and "${other.text}" are written over each other`),
    );
  }

  function shownPart({ element, box }: Line): DOMRect {
    return clipsAround(element).reduce((part, clip) => {
      const around = clip.getBoundingClientRect();
      const left = Math.max(part.left, around.left);
      const top = Math.max(part.top, around.top);
      const [right, bottom] = [Math.min(part.right, around.right), Math.min(part.bottom, around.bottom)];
      return new DOMRect(left, top, right - left, bottom - top);
    }, box);
  }

  function overlap(one: DOMRect, other: DOMRect): boolean {
    const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return width > 2 && height > 2 * tolerance;
  }
}

/** Runs in the page. */
function findCutFigures(): string[] {
  const figures = ["window", "remaining", "counts", "eta", "verdict"].map(
    (part) => `[data-campaign] [data-part="${part}"]`,
  );
  const totals = ["totals", "pace-sum", "projected"].map((part) => `main [data-part="${part}"]`);
  return [...document.querySelectorAll([...figures, ...totals, "[data-filter]"].join())].flatMap((figure) => {
    const line = figure.closest(".whole-line");
    if (line && figure.getBoundingClientRect().top >= line.getBoundingClientRect().bottom - 1) return [];
    const parts = [figure, ...figure.querySelectorAll("*")].flatMap((part) => [...part.childNodes]);
    const boxes = parts
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .flatMap((text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        // What only screen readers see has a box of one pixel.
        const { width } = (text.parentElement as Element).getBoundingClientRect();
        return width > 1 ? [...range.getClientRects()] : [];
      })
      .filter(({ width }) => width > 1);
    const words = `${figure.getAttribute("data-part")} "${figure.textContent}"`;
    for (
      let at: Element | null = figure;
      at !== null && !at.matches("[data-line], html");
      at = at.parentElement
    ) {
      const around = at.getBoundingClientRect();
      const beyond = boxes.some(
        (box) =>
          box.right > around.right + 1 ||
          box.left < around.left - 1 ||
          box.bottom > around.bottom + 3 ||
          box.top < around.top - 3,
      );
      if (
        beyond &&
        (getComputedStyle(at).overflowX !== "visible" || at.matches("[data-cell], [data-campaign]"))
      )
        return [`${words} is cut`];
    }
    return [];
  });
}
