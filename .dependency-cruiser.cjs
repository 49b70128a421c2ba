/** Import rules. `comment` is shown when a rule is broken. */
const tests = "\\.test\\.tsx?$";

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      severity: "error",
      comment: "Modules import one way.",
      from: {},
      to: { circular: true },
    },
    {
      name: "apps-stand-alone",
      severity: "error",
      comment: "Applications meet over HTTP, never by import.",
      from: { path: "^apps/([^/]+)/" },
      to: { path: "^apps/", pathNot: "^apps/$1/" },
    },
    {
      name: "packages-below-apps",
      severity: "error",
      comment: "Packages never import applications.",
      from: { path: "^packages/" },
      to: { path: "^(apps|e2e)/" },
    },
    {
      name: "simulator-signs-by-itself",
      severity: "error",
      comment: "A shared signing mistake would pass every test.",
      from: { path: "^apps/simulator/" },
      to: { path: "^packages/(ccc-client|contract)/" },
    },
    {
      name: "web-sees-the-contract-only",
      severity: "error",
      comment: "The page knows only the HTTP contract, the portal's protocol and its values.",
      from: { path: "^apps/web/src/", pathNot: tests },
      to: {
        path: "^packages/",
        pathNot: ["^packages/contract/", "^packages/embed-sdk/src/(protocol|values)\\.ts$"],
      },
    },
    {
      name: "embed-script-stands-alone",
      severity: "error",
      comment: "It runs in pages of other sites: small, without dependencies.",
      from: { path: "^packages/embed-sdk/src/", pathNot: [tests, "/test-kit/"] },
      to: { pathNot: "^packages/embed-sdk/src/" },
    },
    {
      name: "contract-needs-zod-only",
      severity: "error",
      comment: "The contract is read by servers and browsers alike.",
      from: { path: "^packages/contract/src/", pathNot: tests },
      to: { path: "node_modules", pathNot: "node_modules/zod" },
    },
    {
      name: "ships-with-what-it-needs",
      severity: "error",
      comment: "The image has production dependencies only.",
      from: {
        path: "^(apps/bff|packages/(contract|ccc-client))/src/",
        pathNot: [tests, "/test-kit/"],
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "source-without-tests",
      severity: "error",
      comment: "Nothing under src exists for tests alone.",
      from: { path: "^apps/bff/src/", pathNot: tests },
      to: { path: "^apps/bff/(test|bench)/" },
    },
    {
      name: "testing-is-for-tests",
      severity: "error",
      comment: "Nothing that ships imports the test kit.",
      from: {
        path: "^(apps|packages)/",
        pathNot: [tests, "^packages/testing/", "^apps/[^/]+/(bench|test)/", "/test-kit/"],
      },
      to: { path: "^packages/testing/" },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      comment: "campaigns/ is the pure domain: no Express, SQL, network or other folders of the backend.",
      from: { path: "^apps/bff/src/campaigns/", pathNot: tests },
      to: { pathNot: ["^apps/bff/src/campaigns/", "^packages/(contract|ccc-client)/"] },
    },
    {
      name: "domain-takes-types-of-the-client",
      severity: "error",
      comment: "The client defines a campaign's facts; its code stays in polling/.",
      from: { path: "^apps/bff/src/campaigns/", pathNot: tests },
      to: { path: "^packages/ccc-client/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "http-is-on-top",
      severity: "error",
      comment: "No other folder imports http/.",
      from: {
        path: "^apps/bff/src/(config|campaigns|polling|board|store|records|webhooks|watch-list|cluster|access|observability)/",
      },
      to: { path: "^apps/bff/src/(http/|cli/|app\\.|services\\.|main\\.)" },
    },
    {
      name: "cluster-is-optional",
      severity: "error",
      comment: "Every folder works the same with one backend or several; only services.ts knows the cluster.",
      from: {
        path: "^apps/bff/src/",
        pathNot: ["^apps/bff/src/(cluster/|services\\.)", tests],
      },
      to: { path: "^apps/bff/src/cluster/" },
    },
    {
      name: "wire-names-stop-at-the-client",
      severity: "error",
      comment: "Only polling/, the doctor and the settings of proxies use the upstream's client.",
      from: {
        path: "^apps/bff/src/",
        pathNot: ["^apps/bff/src/(polling/|campaigns/observation|cli/doctor/|config/proxies\\.)", tests],
      },
      to: { path: "^packages/ccc-client/" },
    },
    {
      name: "pages-stay-apart",
      severity: "error",
      comment: "A page imports from shared folders, never from another page.",
      from: { path: "^apps/web/src/pages/([^/]+)/", pathNot: tests },
      to: { path: "^apps/web/src/pages/", pathNot: "^apps/web/src/pages/($1|frame|watch-list)/" },
    },
    {
      name: "shared-folders-below-pages",
      severity: "error",
      comment: "api, domain → components → pages, never back.",
      from: { path: "^apps/web/src/(api|domain|i18n|components|charts|alerts|connection|embed)/" },
      to: { path: "^apps/web/src/(pages/|app\\.|routes\\.|shell\\.)" },
    },
    {
      name: "page-domain-is-pure",
      severity: "error",
      comment: "domain/ computes: no requests, no components.",
      from: { path: "^apps/web/src/domain/", pathNot: tests },
      to: { path: "^apps/web/src/(api|components|charts|alerts|connection|embed|pages)/" },
    },
    {
      name: "e2e-from-outside",
      severity: "error",
      comment: "Browser tests see HTTP and the DOM only; the simulated upstream is theirs.",
      from: { path: "^e2e/" },
      to: {
        path: "^(apps|packages)/",
        pathNot: ["^packages/testing/src/report\\.ts$", "^apps/simulator/src/create-simulator\\.ts$"],
      },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node"] },
  },
};
