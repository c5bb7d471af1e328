import fc from "fast-check";
import type { Answer } from "./http.ts";
import { anyCaller, type Call, type Target } from "./target.ts";

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

/** Headers that Waybill reads, on pages and routes. */
export const headerTarget: Target = {
  name: "headers",
  weight: 8,
  calls(fuzzTenant) {
    const path = fc.constantFrom(
      ...[
        "/api/trpc/tenants.current",
        "/api/trpc/system.ping",
        "/api/trpc/items.list?input=%7B%7D",
        "/api/trpc/users.me",
      ],
      ...[
        `/api/files/${fuzzTenant.records.file?.[0]}`,
        "/api/auth/session",
        "/api/auth/csrf",
        "/sign-in",
        "/account",
        `/t/${fuzzTenant.tenant.slug}`,
      ],
    );
    const one = fc
      .constantFrom(...Object.keys(headers))
      .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(headers[name] ?? []), ...headerValues)));
    return fc.tuple(anyCaller, path, fc.array(one, { minLength: 1, maxLength: 3 })).map(
      ([caller, where, several]): Call => ({
        caller,
        wire: { method: "GET", path: where, headers: { ...fuzzTenant.as(caller), ...Object.fromEntries(several) } },
      }),
    );
  },
  faultOf: ({ headers: got, status }: Answer) =>
    status < 500 && got["x-request-id"] !== undefined && !/^[\w.-]{8,100}$/.test(String(got["x-request-id"]))
      ? "hands on a request id that is malformed"
      : null,
};
