import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { z } from "zod";
import { describeApi } from "../../src/http/describe-api.ts";
import { createRoutes } from "../../src/http/routes.ts";
import type { Reply } from "./ask.ts";

const responseSchema = z.looseObject({ $ref: z.string().optional(), content: z.looseObject({}).optional() });
const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ responses: z.record(z.string(), responseSchema) })),
  ),
  components: z.looseObject({ responses: z.record(z.string(), responseSchema) }),
});

const escaped = (part: string) => part.replaceAll("~", "~0").replaceAll("/", "~1");

function createDescription() {
  const routes = createRoutes(
    {} as never,
    () => null,
    () => true,
  );
  const document = documentSchema.parse(describeApi(routes, "0.0.0"));
  forbidUnknownFields(document);
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "api:", ...document });
  const compiled = new Map<string, ValidateFunction>();
  const patterns = Object.keys(document.paths)
    .toSorted((one, other) => one.split("{").length - other.split("{").length)
    .map((path) => ({ path, matches: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`) }));

  return {
    /** Media types and their schemas of an answer; null: the route is not described; undefined: the status is not. */
    contentOf(method: string, url: string, status: number) {
      const name = url.split("?", 1)[0] ?? "";
      const path = patterns.find(({ matches }) => matches.test(name))?.path ?? "";
      const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
      if (!responses) return null;
      const key = responses[status] || status < 400 ? `${status}` : "default";
      const response = responses[key];
      if (!response) return undefined;
      const component = response.$ref?.split("/").at(-1) ?? "";
      const place = response.$ref
        ? `/components/responses/${component}`
        : `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${key}`;
      const { content = {} } = response.$ref ? (document.components.responses[component] ?? {}) : response;
      return new Map(
        Object.keys(content).map((type) => [type, `api:#${place}/content/${escaped(type)}/schema`]),
      );
    },
    faultsOf(schema: string, value: unknown): string | null {
      const check = compiled.get(schema) ?? ajv.compile({ $ref: schema });
      compiled.set(schema, check);
      return check(value) ? null : ajv.errorsText(check.errors);
    },
  };
}

/** The document allows the fields of later versions; ours have to be in it. */
function forbidUnknownFields(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  if ("properties" in node && "type" in node && !("additionalProperties" in node))
    Object.assign(node, { additionalProperties: false });
  for (const child of Object.values(node)) forbidUnknownFields(child);
}

let description: ReturnType<typeof createDescription> | null = null;

/** Fails unless the OpenAPI document describes this answer: its status, media type and body. */
export function expectDescribed(method: string, url: string, { status, headers, text }: Reply): void {
  description ??= createDescription();
  const content = description.contentOf(method, url, status);
  if (content === null || headers["content-encoding"] !== undefined) return;
  const call = `${method} ${url.split("?", 1)[0]}: ${status}`;
  const type = headers["content-type"]?.split(";", 1)[0] ?? null;
  // Node's own answer to what is no HTTP.
  if (status === 400 && type === null) return;
  expect([call, content && [...content.keys()]]).toEqual([call, type === null ? [] : [type]]);
  const schema = content?.get(type ?? "");
  if (schema === undefined || !type?.endsWith("json")) return;
  expect([call, description.faultsOf(schema, JSON.parse(text))]).toEqual([call, null]);
}
