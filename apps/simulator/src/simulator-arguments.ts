import { parseArgs } from "node:util";
import { z } from "zod";

const numeric = z
  .string()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)$/, "not a number")
  .transform(Number);
const text = z.string().min(1);
/** May be given several times: keys of several sub-accounts. */
const texts = z.union([z.array(text).min(1), text.transform((one) => [one])], "must be a text");
const repeatable = ["secret-id", "secret-key"];

const argumentsSchema = z.object({
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

type Key = { readonly secretId: string; readonly secretKey: string };
type SimulatorArguments = z.infer<typeof argumentsSchema> & { readonly keys: readonly [Key, ...Key[]] };

export class BadArguments extends Error {
  override name = "BadArguments";
}

/** Secrets may come from the environment, because others can read a command line. */
function secretsIn({
  SIMULATOR_SECRET_ID,
  SIMULATOR_SECRET_KEY,
  SIMULATOR_SESSION_TOKEN,
}: NodeJS.ProcessEnv) {
  return {
    "secret-id": SIMULATOR_SECRET_ID,
    "secret-key": SIMULATOR_SECRET_KEY,
    "session-token": SIMULATOR_SESSION_TOKEN,
  };
}

const optionNames = Object.keys(argumentsSchema.shape);

function readCommandLine(argv: string[]) {
  const options = Object.fromEntries(
    optionNames.map((name) => [name, { type: "string" as const, multiple: repeatable.includes(name) }]),
  );
  const { values, tokens } = parseArgs({ args: argv, options, strict: false, tokens: true });
  const unknown = tokens.flatMap((token) => {
    if (token.kind === "positional") return ["an argument without a name"];
    return token.kind === "option" && !optionNames.includes(token.name)
      ? [`--${token.name}: not an option`]
      : [];
  });
  return { values, unknown };
}

export function parseSimulatorArguments(argv: string[], environment: NodeJS.ProcessEnv): SimulatorArguments {
  const { values, unknown } = readCommandLine(argv);
  const given: Record<string, unknown> = { ...secretsIn(environment), ...values };
  const parsed = argumentsSchema.safeParse(given);
  const keys = (parsed.data?.["secret-id"] ?? []).map((secretId, index) => {
    return { secretId, secretKey: parsed.data?.["secret-key"][index] ?? "" };
  });
  const [first, ...others] = keys;
  if (parsed.success && keys.length !== parsed.data["secret-key"].length)
    unknown.push("--secret-key: one for each --secret-id");
  if (parsed.success && first && unknown.length === 0) return { ...parsed.data, keys: [first, ...others] };
  const errors = (parsed.error?.issues ?? []).map(({ path: [option], message }) => {
    return `--${String(option)}: ${given[String(option)] === undefined ? "missing" : message}`;
  });
  throw new BadArguments([...unknown, ...errors].join("\n  "));
}
