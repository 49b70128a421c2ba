import { parseArgs } from "node:util";
import { z } from "zod";

const numeric = z
  .string()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)$/, "not a number")
  .transform(Number);
const text = z.string().min(1);
/** May be given several times: keys of several sub-accounts. */
const texts = z.tuple([text], text);

const optionsSchema = z.strictObject({
  port: numeric.pipe(z.int().min(0).max(65_535)),
  host: text.default("127.0.0.1"),
  "secret-id": texts,
  "secret-key": texts,
  "session-token": text.optional(),
  campaigns: numeric.pipe(z.int().min(0).max(1_000_000)),
  seed: numeric.pipe(z.int()).default(1),
  speed: numeric.pipe(z.number().min(0).max(1_000_000)).default(1),
  epoch: z.iso
    .datetime({ offset: true })
    .transform((iso) => Date.parse(iso))
    .optional(),
  "sdk-app-id": numeric.pipe(z.int().positive()).default(1_400_000_000),
  "requests-per-second": numeric.pipe(z.int().positive()).default(20),
});

const argumentsSchema = optionsSchema
  .refine((given) => given["secret-id"].length === given["secret-key"].length, {
    path: ["secret-key"],
    error: "one for each --secret-id",
  })
  .transform(({ "secret-id": [secretId, ...ids], "secret-key": [secretKey, ...keys], ...others }) => ({
    ...others,
    secretId,
    secretKey,
    otherKeys: ids.map((id, index) => ({ secretId: id, secretKey: keys[index] ?? "" })),
  }));

export class BadArguments extends Error {
  override name = "BadArguments";
}

export function parseSimulatorArguments(argv: string[], environment: NodeJS.ProcessEnv) {
  const options = Object.fromEntries(
    Object.entries(optionsSchema.shape).map(([name, schema]) => [
      name,
      { type: "string" as const, multiple: schema === texts },
    ]),
  );
  const { values, positionals } = parseArgs({ args: argv, options, strict: false });
  // Others can read a command line, but not the environment.
  const { SIMULATOR_SECRET_ID: id, SIMULATOR_SECRET_KEY: key, SIMULATOR_SESSION_TOKEN: token } = environment;
  const given: Record<string, unknown> = {
    "secret-id": id && [id],
    "secret-key": key && [key],
    "session-token": token,
    ...values,
  };
  const parsed = argumentsSchema.safeParse(given);
  if (parsed.success && positionals.length === 0) return parsed.data;
  const faults = (parsed.error?.issues ?? []).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((name) => `--${name}: not an option`);
    const name = String(issue.path[0]);
    return `--${name}: ${given[name] === undefined ? "missing" : issue.message}`;
  });
  throw new BadArguments([...positionals.map(() => "an argument without a name"), ...faults].join("\n  "));
}
