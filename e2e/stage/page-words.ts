import type { Page } from "@playwright/test";

/**
 * Everything that the page says by itself: text, labels, hints and tooltips, without what comes from campaigns
 * (which stands in `bdi` or `pre`, or is named in `data`), times and ids.
 */
export function pageWords(page: Page, data: readonly string[]): Promise<string[]> {
  return page.evaluate((known) => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const element of body.querySelectorAll("bdi, pre, script, style, time, option, #not-started"))
      element.remove();
    const words: string[] = [];
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) words.push(walker.currentNode.textContent ?? "");
    for (const element of body.querySelectorAll("*"))
      for (const name of ["aria-label", "title", "placeholder", "aria-valuetext", "alt"]) {
        // Assistive technology does not read these; recharts labels its legend's icons in English.
        if (name.startsWith("aria-") && element.closest("[aria-hidden=true]")) continue;
        words.push(element.getAttribute(name) ?? "");
      }
    const withoutData = (text: string) => known.reduce((rest, name) => rest.replaceAll(name, ""), text);
    return words.map((text) => withoutData(text).trim()).filter(Boolean);
  }, data);
}
