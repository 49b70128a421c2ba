import { parseArgs } from "node:util";
import { z } from "zod";

const numeric = z
  .string()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)$/, "not a number")
  .transform(Number);
const text = z.string().min(1);
/** May be given several times: keys of several sub-accounts. */
const texts = z.union([z.array(text).min(1), text.transform((one) => [one])], "must be a text");
const repeatable = new Set(["secret-id", "secret-key"]);

const argumentsSchema = z.strictObject({
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

export function parseSimulatorArguments(argv: string[], environment: NodeJS.ProcessEnv): SimulatorArguments {
  const names = Object.keys(argumentsSchema.shape);
  const options = Object.fromEntries(
    names.map((name) => [name, { type: "string" as const, multiple: repeatable.has(name) }]),
  );
  const { values, positionals } = parseArgs({ args: argv, options, strict: false });
  const given: Record<string, unknown> = {
    // Others can read a command line, but not the environment.
    "secret-id": environment["SIMULATOR_SECRET_ID"],
    "secret-key": environment["SIMULATOR_SECRET_KEY"],
    "session-token": environment["SIMULATOR_SESSION_TOKEN"],
    ...values,
  };
  const parsed = argumentsSchema.safeParse(given);
  const keys = (parsed.data?.["secret-id"] ?? []).map((secretId, index) => {
    return { secretId, secretKey: parsed.data?.["secret-key"][index] ?? "" };
  });
  const [first, ...others] = keys;
  const isPaired = parsed.data === undefined || keys.length === parsed.data["secret-key"].length;
  if (parsed.success && first && isPaired && positionals.length === 0)
    return { ...parsed.data, keys: [first, ...others] };
  const faults = (parsed.error?.issues ?? []).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((name) => `--${name}: not an option`);
    const name = String(issue.path[0]);
    return `--${name}: ${given[name] === undefined ? "missing" : issue.message}`;
  });
  if (!isPaired) faults.push("--secret-key: one for each --secret-id");
  throw new BadArguments([...positionals.map(() => "an argument without a name"), ...faults].join("\n  "));
}
