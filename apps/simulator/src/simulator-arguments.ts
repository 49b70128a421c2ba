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

export type SimulatorArguments = z.infer<typeof argumentsSchema>;

/** The command line cannot be used. The message names every fault and holds no value. */
export class BadArguments extends Error {
  override name = "BadArguments";
}

/** Options whose value may come from the environment, so that it need not stand in a process list. */
const environmentNames = {
  "secret-id": "SIMULATOR_SECRET_ID",
  "secret-key": "SIMULATOR_SECRET_KEY",
  "session-token": "SIMULATOR_SESSION_TOKEN",
} as const;

const optionNames = Object.keys(argumentsSchema.shape);

function readCommandLine(argv: string[]) {
  const options = Object.fromEntries(optionNames.map((name) => [name, { type: "string" as const }]));
  const { values, tokens } = parseArgs({ args: argv, options, strict: false, tokens: true });
  const strangers = tokens.flatMap((token) => {
    if (token.kind === "positional") return ["an argument without a name"];
    return token.kind === "option" && !optionNames.includes(token.name)
      ? [`--${token.name}: not an option`]
      : [];
  });
  return { values, strangers };
}

/** The options of the command, from the command line and for secrets else from the environment. Throws BadArguments. */
export function parseSimulatorArguments(argv: string[], environment: NodeJS.ProcessEnv): SimulatorArguments {
  const { values, strangers } = readCommandLine(argv);
  const secrets = Object.entries(environmentNames).flatMap(([option, variable]): [string, string][] => {
    const value = environment[variable];
    return value === undefined ? [] : [[option, value]];
  });
  const given = new Map<string, unknown>([...secrets, ...Object.entries(values)]);
  const parsed = argumentsSchema.safeParse(Object.fromEntries(given));
  if (parsed.success && strangers.length === 0) return parsed.data;
  const faults = (parsed.error?.issues ?? []).map(({ path: [option], message }) => {
    return `--${String(option)}: ${given.has(String(option)) ? message : "missing"}`;
  });
  throw new BadArguments([...strangers, ...faults].join("\n  "));
}
