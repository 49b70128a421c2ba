import { writeFileSync } from "node:fs";
import { productionPackages } from "./production-packages.ts";
import { thirdPartyNotices } from "./third-party-notices.ts";

/** Writes THIRD-PARTY-NOTICES.md anew, after a dependency has changed. */
const packages = productionPackages(".");
writeFileSync("THIRD-PARTY-NOTICES.md", thirdPartyNotices(packages));
console.log(`THIRD-PARTY-NOTICES.md: ${packages.length} packages`);
