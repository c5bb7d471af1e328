import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { root } from "../support/processes.ts";
import type { Wire } from "./http.ts";
import { anyValue, segments, undecodable } from "./path-parts.ts";
import type { FuzzTenant } from "./records.ts";
import { anyCaller, type Call, type Target } from "./target.ts";

/** The query parameters of pages, from their destructuring. */
function queryNames(): string[] {
  const files = globSync("apps/web/src/**/*.{ts,tsx}", { cwd: root });
  const lists = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const read = [...text.matchAll(/\{([^{}]*)\}(?:: UrlState\)| = await readParams)/g)].flatMap(
      ([, inside]) => inside ?? "",
    );
    return read.flatMap((inside) =>
      [...inside.matchAll(/(\w+)(?: = [^,]+)?(?:,|$|\s*$)/g)].map(([, found]) => found ?? ""),
    );
  });
  return [...new Set(lists)].filter(Boolean).sort();
}

/** A query with the pages' parameters and with names that JavaScript objects have. */
const queryOf = (names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...names, "__proto__", "constructor", "toString", "x%00"), anyValue), {
      maxLength: 4,
    })
    .map((pairs) => (pairs.length > 0 ? `?${pairs.map(([key, value]) => `${key}=${value}`).join("&")}` : ""));

/** The paths of all pages, with their parameters in brackets: `/t/[tenant]/items/[id]`. */
const pages: readonly string[] = globSync("apps/web/src/app/**/page.tsx", { cwd: root })
  .map((file) => file.replace(/^apps\/web\/src\/app|\/page\.tsx$/g, "").replace(/\/\([^)]+\)/g, "") || "/")
  .sort();

const kinds: Record<string, string> = {
  items: "item",
  places: "place",
  parcels: "parcel",
  roles: "role",
  jobs: "job",
  events: "event",
};

/** The value of a parameter in a URL. */
function segmentOf({ records, tenant }: FuzzTenant, page: string, parameter: string): fc.Arbitrary<string> {
  const trouble = fc.constantFrom(...segments, ...undecodable);
  if (parameter === "[tenant]") {
    const own = fc.constantFrom(tenant.slug, tenant.slug, tenant.id, tenant.id.toUpperCase());
    return fc.oneof({ arbitrary: own, weight: 6 }, { arbitrary: trouble, weight: 1 });
  }
  const kind = kinds[page.split("/")[3] ?? ""];
  const ids = (kind ? records[kind] : undefined) ?? Object.values(records).flat();
  return fc.oneof(fc.constantFrom(...ids, ...ids.map((id) => id.toUpperCase())), trouble);
}

/** Headers and parameters that Next reads. */
const pageHeaders = fc.constantFrom<Record<string, string>>(
  {},
  {},
  { rsc: "1" },
  { rsc: "1", "next-router-state-tree": "%5B%22%22%5D" },
  ...["%", "{}", "%5B%22%22%2C%7B%7D%5D", `%5B${"%5B".repeat(2000)}`, "x".repeat(12_000)].map((tree) => ({
    rsc: "1",
    "next-router-state-tree": tree,
  })),
  { rsc: "1", "next-router-prefetch": "1", "next-url": "/t/x" },
  ...["/_tree", "/", "%", "/../x", "/t/$d$tenant/__PAGE__"].map((segment) => ({
    ...{ rsc: "1", "next-router-prefetch": "1" },
    "next-router-segment-prefetch": segment,
  })),
  { rsc: "1", "next-router-prefetch": "3", "next-url": "%", "next-hmr-refresh": "1" },
  { rsc: "1", cookie: "next-instant-navigation-testing=%" },
  { "next-action": "x" },
  { "x-middleware-subrequest": "middleware" },
  { accept: "*/*;q=x" },
);

const pageMethods = fc.constantFrom("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "DELETE");

/** All pages, with their parameters, and the headers of Next. */
export const pageTarget: Target = {
  name: "pages",
  weight: 10,
  calls(fuzzTenant) {
    const names = queryNames();
    const pathIn = (page: string) =>
      fc
        .tuple(
          ...page
            .split("/")
            .map((part) => (part.startsWith("[") ? segmentOf(fuzzTenant, page, part) : fc.constant(part))),
        )
        .map((parts) => parts.join("/") || "/");
    const path = fc.oneof(
      { arbitrary: fc.constantFrom(...pages).chain(pathIn), weight: 9 },
      { arbitrary: fc.constantFrom(...segments, ...undecodable).map((segment) => `/${segment}`), weight: 1 },
      {
        arbitrary: fc.constantFrom(
          "//",
          "/./t",
          "/t//items",
          "/_next/static/x",
          "/_next/data/x.json",
          "/favicon.ico",
          "*",
        ),
        weight: 1,
      },
    );
    return fc
      .tuple(anyCaller, path, queryOf(names), pageHeaders, pageMethods)
      .map(([caller, where, query, headers, method]): Call => {
        const wire: Wire = {
          method,
          path: where === "*" ? where : where + query,
          headers: { ...fuzzTenant.as(caller), ...headers },
        };
        return { caller, wire: ["POST", "PUT"].includes(method) ? { ...wire, body: "a=1" } : wire };
      });
  },
};
