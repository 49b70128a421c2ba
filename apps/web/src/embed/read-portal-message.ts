import { type PortalMessage, readMessage, type Terms } from "@cruiseboard/embed-sdk/protocol";

type Fields = Readonly<Record<string, unknown>>;

/** Longer than any query or token that means something. */
const longest = 20_000;

/** A message of the portal with every field that it needs; null: it is none. */
export function readPortalMessage(data: unknown): PortalMessage | null {
  const fields = readMessage(data);
  return fields && fromFields(fields);
}

function fromFields(fields: Fields): PortalMessage | null {
  const { type, id, token, query, version } = fields;
  switch (type) {
    case "connect": {
      const terms = readTerms(fields["terms"]);
      return terms && isCount(version) ? { type, version, terms } : null;
    }
    case "token":
      return isCount(id) && isText(token) ? { type, id, token } : null;
    case "noToken":
      return isCount(id) ? { type, id } : null;
    case "filters":
      return isText(query) ? { type, query } : null;
    case "display":
      return readDisplay(fields);
    case "refresh":
      return { type };
    default:
      return null;
  }
}

function readTerms(terms: unknown): Terms | null {
  if (typeof terms !== "object" || terms === null) return null;
  const { tokens, maxHeight } = terms as Fields;
  if (typeof tokens !== "boolean" || (maxHeight !== null && !isCount(maxHeight))) return null;
  return { tokens, maxHeight };
}

function readDisplay({ theme, lang }: Fields): PortalMessage | null {
  const hasTheme = theme === "light" || theme === "dark" || theme === "system";
  const hasLang = lang === "en" || lang === "zh-CN";
  if ((!hasTheme && theme !== undefined) || (!hasLang && lang !== undefined)) return null;
  return { type: "display", ...(hasTheme && { theme }), ...(hasLang && { lang }) };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= longest;
}
