import { isPageBuilt } from "../../http/page.ts";
import { bad, type Finding, good } from "./finding.ts";

/** @param folder where the built page lies, if elsewhere. */
export function checkPage(folder?: string): Finding {
  return isPageBuilt(folder)
    ? good("Page", "built")
    : bad("Page", "not built", "Run npm run build; npm start does so by itself.");
}
