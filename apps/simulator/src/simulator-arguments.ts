import { parseArgs } from "node:util";
import { z } from "zod";

const numeric = z
  .string()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)$/, "not a number")
  .transform(Number);
const text = z.string().min(1);

const argumentsSchema = z.strictObject({
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

export function parseSimulatorArguments(argv: string[], environment: NodeJS.ProcessEnv): SimulatorArguments {
  const names = Object.keys(argumentsSchema.shape);
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  const { values, positionals } = parseArgs({ args: argv, options, strict: false });
  const given: Record<string, unknown> = {
    // Others can read a command line, but not the environment.
    "secret-id": environment["SIMULATOR_SECRET_ID"],
    "secret-key": environment["SIMULATOR_SECRET_KEY"],
    "session-token": environment["SIMULATOR_SESSION_TOKEN"],
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
