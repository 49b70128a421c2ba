import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { productEnvironment, productFlags } from "../apps/bff/bench/product-flags.ts";

/** What installs the product elsewhere agrees with the product, as far as that can be seen without an engine. */
const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const chartTemplates = "deploy/helm/cruiseboard/templates";
const yamlFiles = globSync("{compose.yaml,deploy/**/*.yaml,.github/**/*.yml}", {
  cwd: root,
  exclude: [chartTemplates],
});

function yamlOf(path: string): unknown {
  const [document, ...more] = parseAllDocuments(read(path), { strict: true, uniqueKeys: true });
  if (!document || more.length > 0) throw new Error(`${path} is not one document`);
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS();
}

interface Compose {
  services: Record<
    string,
    {
      image?: string;
      environment?: Record<string, string>;
      secrets?: string[];
      read_only?: boolean;
      networks?: string[];
    }
  >;
  secrets: Record<string, { file: string }>;
  networks?: Record<string, { internal?: boolean } | null>;
}

interface Deployment {
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        securityContext: Record<string, unknown>;
        containers: {
          ports: { name: string; containerPort: number }[];
          env: { name: string; value: string }[];
          volumeMounts: { mountPath: string; readOnly: boolean }[];
          securityContext: Record<string, unknown>;
          startupProbe: Probe;
          livenessProbe: Probe;
          readinessProbe: Probe;
        }[];
      };
    };
  };
}

interface Probe {
  httpGet: { path: string; port: string };
}

interface NetworkPolicy {
  spec: {
    podSelector: { matchLabels: Record<string, string> };
    policyTypes: string[];
    ingress: { from: object[]; ports: { protocol: string; port: string }[] }[];
    egress: {
      to: { ipBlock?: { cidr: string; except?: string[] } }[];
      ports: { protocol: string; port: number }[];
    }[];
  };
}

const compose = yamlOf("compose.yaml") as Compose;
const severalAccounts = yamlOf("deploy/compose/accounts.yaml") as Compose;
const signIn = yamlOf("deploy/compose/sign-in.yaml") as Compose;
const deployment = yamlOf("deploy/kubernetes/deployment.yaml") as Deployment;
const configuration = yamlOf("deploy/kubernetes/configuration.yaml") as { data: Record<string, string> };
const chart = yamlOf("deploy/helm/cruiseboard/values.yaml") as {
  environment: Record<string, string>;
  secret: { files: Record<string, string> };
  [name: string]: unknown;
};
const [container] = deployment.spec.template.spec.containers;
const dockerfile = read("Dockerfile");
const unit = read("deploy/systemd/cruiseboard.service");
const manifest = JSON.parse(read("package.json")) as {
  version: string;
  optionalDependencies: { node: string };
};

it("every YAML file is one sound document", () => {
  expect(yamlFiles.length).toBeGreaterThan(8);
  for (const file of yamlFiles) expect(yamlOf(file)).toBeTruthy();
});

it("every variable that is set is one that the backend reads, or Node or its memory", () => {
  const sources = globSync("apps/bff/src/**/*{config,secret}*.ts", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .map(read)
    .join("\n");
  const set = [
    ...Object.keys(compose.services["cruiseboard"]?.environment ?? {}),
    ...Object.keys(severalAccounts.services["cruiseboard"]?.environment ?? {}),
    ...Object.keys(signIn.services["cruiseboard"]?.environment ?? {}),
    ...Object.keys(configuration.data),
    ...(container?.env ?? []).map(({ name }) => name),
    ...Object.keys(chart.environment),
    ...Object.keys(chart.secret.files),
    ...[...unit.matchAll(/^Environment=([A-Z_]+)=/gm)].map(([, name = ""]) => name),
  ].filter((name) => !/^(NODE|MALLOC)_/.test(name));
  expect(set.length).toBeGreaterThan(20);
  const unknown = set.filter(
    (name) => !new RegExp(`\\b${name.replace(/_FILE$/, "")}(_FILE)?\\b`).test(sources),
  );
  expect(unknown).toEqual([]);
});

it("the README lists every variable that the backend reads", () => {
  const sources = [
    "config/config.ts",
    "config/accounts-config.ts",
    "config/access-config.ts",
    "config/webhook-config.ts",
  ].map((file) => read(`apps/bff/src/${file}`));
  const names = sources.flatMap((source) => source.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []);
  const forOperators = [...new Set(names)].filter((name) => !/^CRUISEBOARD_|_FILE$|^MAX_SAFE/.test(name));
  expect(forOperators.length).toBeGreaterThan(25);
  const listed = read("README.md");
  expect(forOperators.filter((name) => !listed.includes(`\`${name}\``))).toEqual([]);
});

describe("the image", () => {
  it("has the Node and the pnpm of the project", () => {
    const { node } = manifest.optionalDependencies;
    expect(dockerfile).toMatch(
      new RegExp(`^ARG NODE_IMAGE=node:${node}-bookworm-slim(@sha256:\\w{64})?$`, "m"),
    );
    const [, pnpm] = /pnpmVersion = "(.+)"/.exec(read("scripts/run.mjs")) ?? [];
    expect(dockerfile).toContain(`pnpm@${pnpm}\n`);
    for (const file of ["package.json", "CONTRIBUTING.md"]) expect(read(file)).toContain(`pnpm@${pnpm} `);
  });

  it("and developers have the same Node, whose versions the update bot finds", () => {
    const { node } = manifest.optionalDependencies;
    expect(read(".nvmrc")).toBe(`${node}\n`);
    expect(read("pnpm-workspace.yaml")).toContain(`nodeVersion: ${node}\n`);
    const { customManagers } = JSON.parse(read("renovate.json")) as {
      customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[];
    };
    for (const { managerFilePatterns, matchStrings } of customManagers)
      for (const pattern of managerFilePatterns) {
        const file = pattern.replaceAll(/^\/\^|\\|\$\/$/g, "");
        expect(read(file)).toMatch(new RegExp(matchStrings.join("|")));
      }
  });

  it("uses images that can be pinned by digest, and configures the bot that pins them", () => {
    const stages = new Set([...dockerfile.matchAll(/ AS (\w+)$/gm)].map(([, name]) => name));
    const from = [...dockerfile.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(([, image = ""]) => image);
    expect(from.length).toBeGreaterThan(3);
    expect(from.filter((image) => image !== "${NODE_IMAGE}" && !stages.has(image))).toEqual([]);
    const { extends: presets } = JSON.parse(read("renovate.json")) as { extends: string[] };
    expect(presets).toContain("docker:pinDigests");
  });

  it("has no package manager where it runs", () => {
    const runtime = dockerfile.slice(dockerfile.lastIndexOf("FROM"));
    const [, removed = ""] = /^RUN rm --recursive ((?:.+\\\n)*.+)$/m.exec(runtime) ?? [];
    for (const name of ["npm", "npx", "corepack", "yarn", "yarnpkg"])
      expect(removed).toContain(`/usr/local/bin/${name}`);
    expect(removed).toContain("/usr/local/lib/node_modules");
    expect(removed).toContain("/opt/yarn-*");
    expect(runtime).not.toMatch(/^(RUN|CMD).*\b(npm|pnpm|npx|yarn)\b (?!\/)/m);
  });

  it("copies what is there", () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = ""]) =>
      from.split(" "),
    );
    expect(copied.length).toBeGreaterThan(8);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("brings every workspace package that the backend needs", () => {
    const { dependencies } = JSON.parse(read("apps/bff/package.json")) as {
      dependencies: Record<string, string>;
    };
    const needed = Object.keys(dependencies).filter((name) => name.startsWith("@cruiseboard/"));
    for (const name of needed)
      expect(dockerfile).toContain(`COPY packages/${name.replace("@cruiseboard/", "")}/src `);
  });

  it("is labelled, and built for both platforms", () => {
    for (const name of ["title", "description", "licenses"])
      expect(dockerfile).toContain(`org.opencontainers.image.${name}=`);
    const workflow = read(".github/workflows/image.yml");
    expect(workflow).toContain("--platform linux/amd64,linux/arm64");
    for (const name of ["source", "revision", "version"])
      expect(workflow).toContain(`--label "org.opencontainers.image.${name}=`);
  });

  it("runs as a numeric user other than root", () => {
    expect(new Set(dockerfile.match(/^USER (.+)$/gm))).toEqual(new Set(["USER 10001:10001"]));
    expect(dockerfile).toMatch(/^USER 10001:10001\nEXPOSE/m);
    expect(deployment.spec.template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 10_001,
    });
  });
});

function sharedNames(one: string[] = [], other: string[] = []): string[] {
  return one.filter((name) => other.includes(name));
}

describe("compose", () => {
  it.each([
    ["compose.yaml", compose],
    ["sign-in.yaml", signIn],
  ])(
    "%s defines every secret that it hands over, under the name that the variable points to",
    (_file, file) => {
      const handed = Object.values(file.services).flatMap(({ secrets = [] }) => secrets);
      expect(new Set(handed)).toEqual(new Set(Object.keys(file.secrets)));
      for (const { environment = {}, secrets = [] } of Object.values(file.services))
        for (const [name, path] of Object.entries(environment).filter(([name]) => name.endsWith("_FILE")))
          expect({ name, secrets }).toMatchObject({
            secrets: expect.arrayContaining([path.replace("/run/secrets/", "")]),
          });
    },
  );

  it("keeps the proxy from the database, and the database from everywhere else", () => {
    const { cruiseboard, database, proxy } = compose.services;
    expect(sharedNames(proxy?.networks, cruiseboard?.networks)).toHaveLength(1);
    expect(sharedNames(database?.networks, cruiseboard?.networks)).toHaveLength(1);
    expect(sharedNames(proxy?.networks, database?.networks)).toEqual([]);
    expect(database?.networks).toHaveLength(1);
    for (const name of database?.networks ?? []) expect(compose.networks?.[name]?.internal).toBe(true);
    for (const { networks = [] } of [
      ...Object.values(severalAccounts.services),
      ...Object.values(signIn.services),
    ])
      expect(networks).toEqual([]);
    const used = new Set(Object.values(compose.services).flatMap(({ networks = [] }) => networks));
    expect(used).toEqual(new Set(Object.keys(compose.networks ?? {})));
  });

  it("pins every image, and ours by this version", () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:\d+\.\d+/);
    expect(compose.services["cruiseboard"]).toMatchObject({
      image: `cruiseboard:${manifest.version}`,
      read_only: true,
    });
  });

  it("has its secrets kept out of version control", () => {
    expect(read(".gitignore").split("\n")).toContain("secrets/");
    for (const { file } of Object.values({ ...compose.secrets, ...signIn.secrets }))
      expect(file).toMatch(/^\.\/secrets\//);
  });
});

describe("Kubernetes", () => {
  it("finds its pods: deployment, service and disruption budget agree on the labels", () => {
    const { labels } = deployment.spec.template.metadata;
    const service = yamlOf("deploy/kubernetes/service.yaml") as {
      spec: { selector: object; ports: { targetPort: string }[] };
    };
    const budget = yamlOf("deploy/kubernetes/pod-disruption-budget.yaml") as {
      spec: { selector: { matchLabels: object }; minAvailable: number };
    };
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(service.spec.selector).toEqual(labels);
    expect(budget.spec.selector.matchLabels).toEqual(labels);
    expect(budget.spec.minAvailable).toBeLessThan(deployment.spec.replicas);
    expect(service.spec.ports.map(({ targetPort }) => targetPort)).toEqual(
      container?.ports.map(({ name }) => name),
    );
  });

  it("probes what the backend serves", () => {
    const routes = read("apps/bff/src/http/routes.ts");
    for (const probe of [container?.startupProbe, container?.livenessProbe, container?.readinessProbe]) {
      expect(probe?.httpGet.port).toBe(container?.ports[0]?.name);
      expect(routes).toContain(`"GET ${probe?.httpGet.path}"`);
    }
  });

  it("lets the container do nothing but read and serve", () => {
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    const [mount] = container?.volumeMounts ?? [];
    expect(mount?.readOnly).toBe(true);
    for (const { name, value } of container?.env ?? []) {
      expect(name).toMatch(/_FILE$/);
      expect(value.startsWith(`${mount?.mountPath}/`)).toBe(true);
    }
  });

  it("lets in the ingress and the monitoring alone, and out to DNS, the database and port 443", () => {
    const { spec } = yamlOf("deploy/kubernetes/network-policy.yaml") as NetworkPolicy;
    expect(spec.podSelector.matchLabels).toEqual(deployment.spec.template.metadata.labels);
    expect(spec.policyTypes).toEqual(["Ingress", "Egress"]);
    // A rule without peers or ports would stand for all of them.
    for (const { from, ports } of spec.ingress) {
      expect(from.length).toBeGreaterThan(0);
      for (const peer of from) expect(Object.keys(peer)).toContain("namespaceSelector");
      expect(ports).toEqual([{ protocol: "TCP", port: container?.ports[0]?.name }]);
    }
    expect(spec.ingress).toHaveLength(2);
    const out = spec.egress.flatMap(({ to, ports }) => {
      expect(to.length).toBeGreaterThan(0);
      expect(ports.length).toBeGreaterThan(0);
      return ports.map(({ protocol, port }) => `${protocol} ${port}`);
    });
    expect(new Set(out)).toEqual(new Set(["UDP 53", "TCP 53", "TCP 5432", "TCP 443"]));
    const blocks = spec.egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
    // The address where clouds serve credentials to a machine.
    const all = blocks.filter(({ cidr }) => cidr === "0.0.0.0/0");
    expect(all).toEqual([{ cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] }]);
  });

  it("lists every file that is there", () => {
    const { resources } = yamlOf("deploy/kubernetes/kustomization.yaml") as { resources: string[] };
    const files = globSync("deploy/kubernetes/*.yaml", { cwd: root }).map((file) =>
      file.slice("deploy/kubernetes/".length),
    );
    expect(resources.toSorted()).toEqual(files.filter((file) => file !== "kustomization.yaml").toSorted());
  });
});

it("the doctor's unit has the environment and the secrets of the service", () => {
  const settings =
    /^(Environment=(?!NODE_COMPILE|MALLOC)|EnvironmentFile=|LoadCredential=|WorkingDirectory=|StateDirectory).*$/gm;
  const wanted = unit.match(settings);
  expect(wanted?.length).toBeGreaterThan(8);
  expect(read("deploy/systemd/cruiseboard-doctor.service").match(settings)).toEqual(
    expect.arrayContaining(wanted ?? []),
  );
});

/** Without the helm program: what its templates can be checked for as text. */
describe("the Helm chart", () => {
  const templates = globSync(`${chartTemplates}/*`, { cwd: root }).map(read);
  const all = templates.join("\n");

  it("has the version of the product", () => {
    const { version } = manifest;
    expect(yamlOf("deploy/helm/cruiseboard/Chart.yaml")).toMatchObject({ version, appVersion: version });
  });

  it("uses every value, and no other", () => {
    const used = new Set([...all.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, path = ""]) => path.slice(1)));
    const at = (path: string) =>
      path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown>)?.[name], chart);
    expect(used.size).toBeGreaterThan(25);
    expect([...used].filter((path) => at(path) === undefined)).toEqual([]);
    const isUsed = (path: string): boolean => {
      const value = at(path);
      if (used.has(path)) return true;
      if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
      return Object.keys(value).length > 0 && Object.keys(value).every((name) => isUsed(`${path}.${name}`));
    };
    expect(Object.keys(chart).filter((name) => !isUsed(name))).toEqual([]);
  });

  it("closes every block, and uses only templates that it defines", () => {
    for (const text of templates) {
      const opened = text.match(/\{\{-? *(if|with|range|define)\b/g) ?? [];
      expect(text.match(/\{\{-? *end\b/g) ?? []).toHaveLength(opened.length);
    }
    const defined = [...all.matchAll(/define "(.+?)"/g)].map(([, name]) => name);
    const included = [...all.matchAll(/include "(.+?)"/g)].map(([, name]) => name);
    expect(new Set(included)).toEqual(new Set(defined));
  });

  it("is as strict as the plain manifests, probes and resources included", () => {
    expect(chart["securityContext"]).toEqual(container?.securityContext);
    expect(chart["podSecurityContext"]).toEqual(deployment.spec.template.spec.securityContext);
    expect(chart["replicas"]).toBe(deployment.spec.replicas);
    const names = [...all.matchAll(/- name: (\w+_FILE)$/gm)].map(([, name]) => name);
    expect(new Set([...names, ...Object.keys(chart.secret.files)])).toEqual(
      new Set(["CCC_ACCOUNTS_FILE", ...(container?.env ?? []).map(({ name }) => name)]),
    );
    for (const probe of ["startup", "liveness", "readiness"] as const) {
      const { httpGet, ...times } = container?.[`${probe}Probe`] ?? { httpGet: { path: "" } };
      expect(chart["probes"]).toMatchObject({ [probe]: times });
      expect(all).toMatch(new RegExp(`${probe}Probe:\\n +httpGet:\\n +path: ${httpGet.path}\\n`));
    }
  });
});

describe("how Node is started", () => {
  const main = "apps/bff/src/main.ts";
  const inWords = productFlags.join(" ");

  it("is the same in image, unit, npm start and benches", () => {
    expect(existsSync(join(root, main))).toBe(true);
    expect(dockerfile).toContain(
      `CMD ${JSON.stringify(["node", ...productFlags, main]).replaceAll(",", ", ")}\n`,
    );
    expect(unit).toContain(`\nExecStart=/usr/bin/node ${inWords} ${main}\n`);
    expect(read("scripts/product.ts")).toContain(
      `const smallHeap = ${JSON.stringify(productFlags).replaceAll(",", ", ")};\n`,
    );
  });

  it("is in the same environment, too", () => {
    const settings = Object.entries(productEnvironment);
    for (const [name, value] of settings) expect(dockerfile).toContain(`    ${name}=${value} \\\n`);
    expect(unit).toContain(`\nEnvironment=${settings.map((one) => one.join("=")).join(" ")}\n`);
    const inCode = settings.map(([name, value]) => `${name}: "${value}"`).join(", ");
    expect(read("scripts/product.ts")).toContain(`const tidyMemory = { ${inCode} };\n`);
  });

  it("finds what was compiled before, where its user may read it", () => {
    expect(unit).toContain("\nEnvironment=NODE_COMPILE_CACHE=%C/cruiseboard\n");
    expect(unit).toContain("\nCacheDirectory=cruiseboard\n");
  });
});
