import { parseArgs } from "node:util";
import { z } from "zod";

const numeric = z
  .string()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)$/, "not a number")
  .transform(Number);
const text = z.string().min(1);

const argumentsSchema = z.object({
  port: numeric.pipe(z.int().min(0).max(65_535)),
  host: text.default("127.0.0.1"),
  "secret-id": text,
  "secret-key": text,
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

type SimulatorArguments = z.infer<typeof argumentsSchema>;

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
  const options = Object.fromEntries(optionNames.map((name) => [name, { type: "string" as const }]));
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
  if (parsed.success && unknown.length === 0) return parsed.data;
  const errors = (parsed.error?.issues ?? []).map(({ path: [option], message }) => {
    return `--${String(option)}: ${given[String(option)] === undefined ? "missing" : message}`;
  });
  throw new BadArguments([...unknown, ...errors].join("\n  "));
}
