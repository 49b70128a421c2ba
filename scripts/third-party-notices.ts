import type { ProductionPackage } from "./production-packages.ts";

/** The page of notices that goes out with the product: who made what, under which licence, and each licence's text once. */
export function thirdPartyNotices(packages: readonly ProductionPackage[]): string {
  const byTexts = Map.groupBy(packages, ({ texts }) => texts.join("\n\n"));
  const sections = [...byTexts].map(([text, sharing]) => {
    const title = `## ${sharing.map(nameOf).join(", ")}`;
    const declared = [...new Set(sharing.map(({ license }) => license))].join(", ");
    return text === ""
      ? `${title}\n\nDeclared licence: ${declared}. The package brings no text of it.`
      : `${title}\n\n${fenced(text)}`;
  });
  return `${[introduction, table(packages), ...sections].join("\n\n")}\n`;
}

const introduction = `# Third-party notices

Cruiseboard goes out with these packages, in its backend or built into its page. Made by \`npm run notices\`.`;

function table(packages: readonly ProductionPackage[]): string {
  const rows = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  return ["| package | version | licence |", "|---|---|---|", ...rows].join("\n");
}

function nameOf({ name, version }: ProductionPackage): string {
  return `${name} ${version}`;
}

/** A fence that is longer than any within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
