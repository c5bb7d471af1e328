import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as schemas from "@waybill/validators";
import { against, anything, valid } from "@waybill/validators/testing";
import fc from "fast-check";
import { z } from "zod";
import { root } from "../support/processes.ts";
import type { Cast } from "./cast.ts";
import type { Answer, Wire } from "./http.ts";
import { anybody, type Call, type Target } from "./target.ts";

/** Encoded parts of an address: problematic and undecodable ones. */
const segments = [
  ...[
    "%00",
    "a%00b",
    "%F0%9F%98%80",
    "%D7%A9%D7%9C",
    "%E2%80%AE",
    "%E2%80%8B",
    "%2e%2e",
    "%2f",
    "%5c",
    "%25",
    "%2525",
    "%09",
  ],
  ...[
    "%0d%0a",
    "%3Cscript%3E",
    "'",
    "%27",
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "NaN",
    "0",
    "-1",
    "~",
    "+",
    ".",
    "...",
  ],
  ...["x".repeat(2000), "%C3%A9".repeat(200), "a".repeat(41), "00000000-0000-0000-0000-000000000000"],
];

/** Parts with invalid UTF-8 or invalid encoding. */
const undecodable = ["%", "%E0%A4%A", "%ff", "%ED%A0%80", "%c0%af", "%zz"];

/** Encoded values of a query. */
const values = [
  ...segments,
  ...undecodable,
  "",
  "1",
  "-1",
  "1e999",
  "99999999999999999999",
  "2026-02-30",
  "0000-01-01",
  "10000-01-01",
];
const moreValues = [
  "-available",
  "sku,sku",
  "draft,packed,__proto__",
  "/%09/evil.test",
  "//evil.test",
  "%5C%5Cevil",
  "/%C3%A9",
  "%2F%0A",
];

const anyValue = fc.constantFrom(...values, ...moreValues);

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

/** The addresses of all pages, with their parameters in brackets: `/t/[tenant]/items/[id]`. */
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

/** The value of a parameter in an address. */
function segmentOf({ things, tenant }: Cast, page: string, parameter: string): fc.Arbitrary<string> {
  const trouble = fc.constantFrom(...segments, ...undecodable);
  if (parameter === "[tenant]") {
    const own = fc.constantFrom(tenant.slug, tenant.slug, tenant.id, tenant.id.toUpperCase());
    return fc.oneof({ arbitrary: own, weight: 6 }, { arbitrary: trouble, weight: 1 });
  }
  const kind = kinds[page.split("/")[3] ?? ""];
  const ids = (kind ? things[kind] : undefined) ?? Object.values(things).flat();
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

const pageTarget: Target = {
  name: "pages",
  weight: 10,
  calls(cast) {
    const names = queryNames();
    const address = (page: string) =>
      fc
        .tuple(
          ...page.split("/").map((part) => (part.startsWith("[") ? segmentOf(cast, page, part) : fc.constant(part))),
        )
        .map((parts) => parts.join("/") || "/");
    const path = fc.oneof(
      { arbitrary: fc.constantFrom(...pages).chain(address), weight: 9 },
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
      .tuple(anybody, path, queryOf(names), pageHeaders, pageMethods)
      .map(([caller, where, query, headers, method]): Call => {
        const wire: Wire = {
          method,
          path: where === "*" ? where : where + query,
          headers: { ...cast.as(caller), ...headers },
        };
        return { caller, wire: ["POST", "PUT"].includes(method) ? { ...wire, body: "a=1" } : wire };
      });
  },
};

const fileTarget: Target = {
  name: "files",
  weight: 6,
  calls(cast) {
    const [file = ""] = cast.things.file ?? [];
    const id = fc.constantFrom(file, file.toUpperCase(), ...segments, ...undecodable, ...(cast.things.foreign ?? []));
    const tenant = fc.oneof(fc.constantFrom(cast.tenant.slug, cast.tenant.id, cast.tenant.id.toUpperCase()), anyValue);
    const down = fc.tuple(anybody, id, tenant, fc.boolean()).map(([caller, which, ref, named]): Call => {
      const { cookie, authorization } = cast.as(caller);
      const headers = { ...(cookie ? { cookie } : {}), ...(authorization ? { authorization } : {}) };
      return { caller, wire: { method: "GET", path: `/api/files/${which}${named ? `?tenant=${ref}` : ""}`, headers } };
    });
    const type = fc.constantFrom(
      "",
      "text/csv",
      "x",
      "/",
      "text/html; charset=\u00ff",
      "a/b".repeat(100),
      "multipart/form-data",
    );
    const body = fc.oneof(fc.constant("sku,name\nA,B\n"), fc.uint8Array({ maxLength: 200 }), fc.constant(""));
    const method = fc.constantFrom("POST", "POST", "POST", "PUT", "DELETE", "PATCH");
    const up = fc
      .record({ caller: anybody, name: anyValue, type, body, method })
      .map(({ caller, name, type: media, body: bytes, method: how }): Call => {
        const headers = { ...cast.as(caller), ...(media ? { "content-type": media } : {}) };
        return {
          caller,
          wire: { method: how, path: `/api/files?for=items.import&name=${name}`, headers, body: bytes },
        };
      });
    const nowhere = fc
      .tuple(anybody, fc.constantFrom("", "/", "/x", "/files/", "/files/a/b", "/auth", "/trpc", "/trpc/"), method)
      .map(
        ([caller, path, how]): Call => ({
          caller,
          wire: { method: how, path: `/api${path}`, headers: cast.as(caller) },
        }),
      );
    return fc.oneof({ arbitrary: down, weight: 4 }, { arbitrary: up, weight: 4 }, { arbitrary: nowhere, weight: 1 });
  },
  samples: (cast) =>
    ["a.csv", "%D7%A9.csv", "a%00b", "%E2%80%AEfdp.exe", "x".repeat(500)].map((name) =>
      fc.constant<Call>({
        caller: "owner",
        wire: {
          ...{ method: "POST", path: `/api/files?for=items.import&name=${name}`, body: "sku\n" },
          headers: { ...cast.as("owner"), "content-type": "text/csv" },
        },
      }),
    ),
};

const authTarget: Target = {
  name: "sign-in",
  weight: 5,
  calls(cast) {
    const action = fc.constantFrom(
      ...[
        "csrf",
        "session",
        "providers",
        "signin",
        "signout",
        "error",
        "verify-request",
        "callback",
        "webauthn-options",
        "",
      ],
      ...[
        "signin/credentials",
        "signin/oidc",
        "signin/nobody",
        "callback/credentials",
        "callback/oidc",
        "callback/__proto__",
      ],
      ...["signin/%00", "callback/%E2%80%AE", "x", "_log", "session/x", "signin/credentials/x", "constructor"],
    );
    const query = fc.constantFrom(
      "",
      "?callbackUrl=",
      "?callbackUrl=//evil.test",
      "?callbackUrl=%00",
      "?error=%3Cb%3E",
      "?code=x&state=y",
      "?csrf",
    );
    const form = fc.constantFrom(
      ...[
        "",
        "email=a&password=b",
        "csrfToken=x&email=a%00@b.c&password=%ED%A0%80",
        "json=true",
        "csrfToken",
        "{",
        "a[b]=1&__proto__=1",
      ],
      ...['{"email":{"a":1},"password":[]}', "null", "email=".concat("x".repeat(50_000))],
    );
    const type = fc.constantFrom(
      "application/x-www-form-urlencoded",
      "application/json",
      "multipart/form-data",
      "text/plain",
      "",
    );
    const method = fc.constantFrom("GET", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS");
    return fc
      .record({ caller: anybody, action, query, form, type, method, redirects: fc.boolean() })
      .map(({ caller, action: what, query: search, form: body, type: media, method: how, redirects }): Call => {
        const headers = {
          ...cast.as(caller),
          ...(media ? { "content-type": media } : {}),
          ...(redirects ? { "x-auth-return-redirect": "1" } : {}),
        };
        const wire = { method: how, path: `/api/auth/${what}${search}`, headers };
        return { caller, wire: ["POST", "PUT", "DELETE"].includes(how) ? { ...wire, body } : wire };
      });
  },
};

/** The routes of sign-in and sign-out, from the file system, with their inputs. */
const signInRoutes: readonly string[] = globSync("apps/web/src/app/api/sign-*/**/route.ts", { cwd: root })
  .map((file) => file.replace(/^apps\/web\/src\/app|\/route\.ts$/g, ""))
  .sort();

/** The inputs of these routes. */
const signInBodies = [
  schemas.signIn,
  schemas.signInByLink,
  z.object({ code: schemas.secondFactorCode }),
  z.object({ passkey: schemas.passkeyAssertion }),
  z.object({ provider: schemas.text({ max: 40 }), next: schemas.text({ max: 200 }) }),
];

const signInTarget: Target = {
  name: "signing in",
  weight: 6,
  calls(cast) {
    const value = fc.oneof(...signInBodies.flatMap((schema) => [valid(schema), against(schema)]), anything);
    const body = fc.oneof(
      { arbitrary: value.map((one) => JSON.stringify(one) ?? ""), weight: 8 },
      { arbitrary: fc.constantFrom("", "{", "null", "\ufeff{}", "email=a&password=b"), weight: 1 },
    );
    const type = fc.constantFrom(
      "application/json",
      "application/json",
      "application/json; charset=x",
      "text/plain",
      "",
    );
    const method = fc.constantFrom("POST", "POST", "POST", "POST", "GET", "PUT", "DELETE", "OPTIONS");
    const secret = fc.constantFrom("", "x", "%", "%00", "A".repeat(43), "a=b", "x".repeat(4000), '"\u00ff"');
    const kept = fc
      .dictionary(fc.constantFrom("waybill.sign-in", "waybill.passkey", "waybill.device"), secret)
      .map((some) => Object.entries(some).map(([name, value]) => `${name}=${value}`));
    return fc
      .record({ caller: anybody, path: fc.constantFrom(...signInRoutes), body, type, method, kept })
      .map(({ caller, path, body: sent, type: media, method: how, kept: cookies }): Call => {
        const { cookie, ...as } = cast.as(caller);
        const jar = [...(cookie ? [cookie] : []), ...cookies].join("; ");
        const headers = { ...as, ...(jar ? { cookie: jar } : {}), ...(media ? { "content-type": media } : {}) };
        const wire = { method: how, path, headers };
        return { caller, wire: ["GET", "OPTIONS"].includes(how) ? wire : { ...wire, body: sent } };
      });
  },
};

/** Values with the characters that headers allow. */
const headerValues = [
  ...[
    "",
    " ",
    "\t",
    "x",
    "%",
    "%00",
    "%E0%A4%A",
    "\u00ff\u00fe",
    "\u00c3\u00a9",
    "\u00ed\u00a0\u0080",
    "'\"",
    "{}",
    "[]",
    "null",
  ],
  ...[
    "__proto__",
    "../..",
    "1, 2",
    ",,,",
    ";;;",
    "a=b; a=c",
    "x".repeat(4000),
    "0",
    "-1",
    "1e999",
    "localhost:99999",
    "[::1",
  ],
];

/** The headers that Waybill reads, with values in their format. */
const headers: Record<string, readonly string[]> = {
  "x-tenant-id": [
    "acme",
    "00000000-0000-0000-0000-000000000000",
    "0198C5A8-6A2B-7D61-B6A0-3D5A4D1F0C11",
    "\u202e".slice(1),
  ],
  "x-request-id": ["good-id-1", "short", "a".repeat(101), "bad id!"],
  cookie: [
    "authjs.session-token=%",
    "authjs.session-token=",
    "authjs.session-token=a.b.c.d.e",
    "authjs.session-token=%00",
    "=",
    "a",
  ],
  authorization: [
    "Bearer",
    "Bearer x",
    `Bearer wb_${"0".repeat(32)}_${"A".repeat(43)}`,
    "Basic YTpi",
    "bearer wb_",
    `Bearer ${"w".repeat(3000)}`,
  ],
  traceparent: ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0-0-00", "ff-x", "00"],
  tracestate: ["a=b", "=", "a=b,".repeat(50)],
  "accept-language": ["de", "en;q=x", "xx-YY-zz;q=2", "*", "de,".repeat(500)],
  accept: ["text/html", "application/jsonl", "text/event-stream", "*/*;q=a"],
  "trpc-accept": ["application/jsonl", "x"],
  "last-event-id": ["0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11", "x"],
  "x-forwarded-for": ["1.2.3.4", "1.2.3.4, 5.6.7.8", "::1", "1.2.3.4:80", "unknown", "fe80::1%eth0", ",".repeat(2000)],
  "x-forwarded-host": ["evil.test", "evil.test:99999", "a b", "[", "\u00e9.test", "localhost"],
  "x-forwarded-proto": ["https", "ftp", "javascript", "https,http", ":"],
  "x-forwarded-port": ["x", "99999"],
  host: ["evil.test", "[", "a b", "", "localhost:x", "\u00e9"],
  origin: ["null", "https://evil.test", "x"],
  referer: ["x", "https://evil.test/%"],
  "user-agent": ["", "\u00ff".repeat(1000)],
  "content-type": ["application/json", "x"],
  "content-length": ["0"],
  "if-none-match": ["*", '"x"'],
  range: ["bytes=0-1", "bytes=-", "x"],
  "x-trpc-source": ["x"],
};

const headerTarget: Target = {
  name: "headers",
  weight: 8,
  calls(cast) {
    const path = fc.constantFrom(
      ...[
        "/api/trpc/tenants.current",
        "/api/trpc/core.ping",
        "/api/trpc/items.list?input=%7B%7D",
        "/api/trpc/users.me",
      ],
      ...[
        `/api/files/${cast.things.file?.[0]}`,
        "/api/auth/session",
        "/api/auth/csrf",
        "/sign-in",
        "/account",
        `/t/${cast.tenant.slug}`,
      ],
    );
    const one = fc
      .constantFrom(...Object.keys(headers))
      .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(headers[name] ?? []), ...headerValues)));
    return fc.tuple(anybody, path, fc.array(one, { minLength: 1, maxLength: 3 })).map(
      ([caller, where, several]): Call => ({
        caller,
        wire: { method: "GET", path: where, headers: { ...cast.as(caller), ...Object.fromEntries(several) } },
      }),
    );
  },
  faultOf: ({ headers: got, status }: Answer) =>
    status < 500 && got["x-request-id"] !== undefined && !/^[\w.-]{8,100}$/.test(String(got["x-request-id"]))
      ? "hands on a request id that is malformed"
      : null,
};

export const routeTargets: readonly Target[] = [pageTarget, fileTarget, authTarget, signInTarget, headerTarget];
