import { procedures } from "@waybill/api/inputs";
import { against, valid } from "@waybill/validators/testing";
import fc from "fast-check";
import type { Wire } from "./http.ts";
import { anyCaller, type Call, inQuery, json, type Target } from "./target.ts";

const names = procedures.map(({ name }) => name);
const mutations = procedures.filter(({ type }) => type === "mutation").map(({ name }) => name);
const queries = procedures.filter(({ type }) => type === "query");

/** Valid and invalid names of procedures. */
const name = fc.oneof(
  { arbitrary: fc.constantFrom(...names), weight: 4 },
  fc.constantFrom("nothing", "items", "items.", ".items", "items.list.", "items..list", "__proto__", "items.__proto__"),
  fc.constantFrom(
    "constructor",
    "items.constructor",
    "toString",
    "items.list/x",
    "",
    "%00",
    "a".repeat(3000),
    "é",
    "..%2f",
  ),
);

/** Bodies that are not JSON, or not an input. */
const bodies = fc.constantFrom(
  ...[
    "",
    " ",
    "{",
    "nul",
    "null",
    "[]",
    '"x"',
    "1",
    "1e999",
    '{"version":1e999}',
    "NaN",
    "undefined",
    "\0",
    "\ufeff{}",
  ],
  ...['{"id":"a"', '{"a":1}garbage', "{'a':1}", '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}', "a=1&b=2"],
  ...['{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"json":{}}', '{"0":{}}', '{"lastEventId":"\\u0000"}'],
  ...["[".repeat(100_000), `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, `{"a":${"9".repeat(10_000)}}`],
  ...[`[${"{},".repeat(20_000)}{}]`, `{"a":"${"x".repeat(300_000)}"}`, "--boundary\r\n\r\nx\r\n--boundary--"],
);

const types = fc.constantFrom(
  ...["application/json", "application/json; charset=utf-16", "APPLICATION/JSON", "application/jsonx", "json", ""],
  ...[
    "text/plain",
    "text/html",
    "application/octet-stream",
    "multipart/form-data",
    "multipart/form-data; boundary=boundary",
  ],
  ...[
    "application/x-www-form-urlencoded",
    "image/png",
    "application/xml",
    "/",
    "a/b/c",
    "application/json, text/plain",
  ],
);

const methods = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "TRACE");

/** Query parameters of tRPC: batches, inputs, connection parameters. */
const search = fc.constantFrom(
  ...[
    "",
    "?batch=1",
    "?batch=1&input={}",
    "?batch=1&input=[]",
    "?batch=1&input=%7B%220%22%3A1%7D",
    "?batch=0",
    "?batch=true",
  ],
  ...[
    "?input",
    "?input=",
    "?input=%",
    "?input=%00",
    "?input=%7B",
    "?input=null",
    "?input=[]",
    "?input=1e999",
    "?input=%ff",
  ],
  ...[
    "?input=%7B%7D&input=%7B%7D",
    "?connectionParams=%7B",
    "?connectionParams=1",
    "?connectionParams=%7B%22tenant%22%3A%22%5Cu0000%22%7D",
  ],
  ...["?connectionParams=%7B%22tenant%22%3A%22%F0%9F%98%80%22%7D", "?lastEventId=%00", "?lastEventId=x", "?trpc=1"],
  ...[`?input=${"%5B".repeat(2000)}`, `?${"a=b&".repeat(1500)}`],
);

const malformed: Target = {
  name: "protocol",
  weight: 12,
  calls: (fuzzTenant) =>
    fc
      .record({ caller: anyCaller, method: methods, path: name, search, type: types, body: bodies })
      .map(({ caller, method, path, search: query, type, body }): Call => {
        const headers = { ...fuzzTenant.as(caller), ...(type ? { "content-type": type } : {}) };
        const wire: Wire = { method, path: `/api/trpc/${encodeOnce(path)}${query}`, headers };
        return { caller, wire: ["GET", "HEAD", "TRACE"].includes(method) ? wire : { ...wire, body } };
      }),
};

/** Encodes characters that a URL cannot contain; existing encodings stay. */
const encodeOnce = (path: string) => path.replace(/[^!-~]/gu, encodeURIComponent);

/** Several calls in one request: valid ones, of the wrong kind, and unknown ones. */
const batches: Target = {
  name: "batches",
  weight: 8,
  calls(fuzzTenant) {
    const inputs = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, 1, "x", [], {}),
      ...queries.slice(0, 12).flatMap(({ input }) => (input ? [valid(input), against(input)] : [])),
    );
    const calls = fc.array(fc.tuple(name, inputs), { minLength: 1, maxLength: 12 });
    return fc
      .tuple(anyCaller, calls, fc.boolean(), fc.constantFrom("0", "7", "-1", "__proto__", "length"))
      .map(([caller, several, posted, stray]): Call => {
        const path = `/api/trpc/${several.map(([one]) => encodeOnce(one)).join(",")}`;
        const given = Object.fromEntries([...several.entries()].map(([index, [, input]]) => [String(index), input]));
        const input = stray === "0" ? given : { ...given, [stray]: {} };
        const headers = fuzzTenant.as(caller);
        if (!posted) return { caller, wire: { method: "GET", path: `${path}${inQuery(input)}&batch=1`, headers } };
        const body = JSON.stringify(input);
        return { caller, wire: { method: "POST", path: `${path}?batch=1`, headers: { ...headers, ...json }, body } };
      });
  },
};

/** A valid call with the wrong method: a posted query, or a mutation by GET. */
const methodsMixedUp: Target = {
  name: "methods",
  weight: 2,
  calls: (fuzzTenant) =>
    fc
      .tuple(anyCaller, fc.constantFrom(...mutations), fc.constantFrom(...queries), methods)
      .map(([caller, mutation, query, method]): Call => {
        const headers = fuzzTenant.as(caller);
        if (method === "GET") return { caller, wire: { method, path: `/api/trpc/${mutation}?input={}`, headers } };
        return { caller, wire: { method, path: `/api/trpc/${query.name}`, headers: { ...headers, ...json } } };
      }),
};

export const protocolTargets: readonly Target[] = [malformed, batches, methodsMixedUp];
