import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";

/**
 * How this machine's browser draws letters of the page's languages and faces, as a short hash. Where it is the same,
 * pictures can be compared pixel by pixel; where fonts or rasteriser differ, they cannot.
 */
export async function fontProbe(page: Page): Promise<string> {
  const drawn = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [480, 160];
    const context = canvas.getContext("2d");
    const families = ["system-ui, sans-serif", "'Noto Sans CJK SC', sans-serif", "ui-monospace, monospace"];
    for (const [line, family] of families.entries()) {
      if (context === null) continue;
      context.font = `${14 + line * 4}px ${family}`;
      context.fillText("Called 0123456789 · ≈ ▸ 已呼被叫数 座席", 4, 40 + line * 40);
    }
    return canvas.toDataURL();
  });
  return createHash("sha256").update(drawn).digest("hex").slice(0, 16);
}
