import { globSync } from "node:fs";
import * as schemas from "@waybill/validators";
import { against, anything, valid } from "@waybill/validators/testing";
import fc from "fast-check";
import { z } from "zod";
import { root } from "../support/processes.ts";
import { anyCaller, type Call, type Target } from "./target.ts";

/** The paths of the sign-in library. */
export const authTarget: Target = {
  name: "sign-in",
  weight: 5,
  calls(fuzzTenant) {
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
        "signin/unknown",
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
      .record({ caller: anyCaller, action, query, form, type, method, redirects: fc.boolean() })
      .map(({ caller, action: what, query: search, form: body, type: media, method: how, redirects }): Call => {
        const headers = {
          ...fuzzTenant.as(caller),
          ...(media ? { "content-type": media } : {}),
          ...(redirects ? { "x-auth-return-redirect": "1" } : {}),
        };
        const wire = { method: how, path: `/api/auth/${what}${search}`, headers };
        return { caller, wire: ["POST", "PUT", "DELETE"].includes(how) ? { ...wire, body } : wire };
      });
  },
};

/** The routes of sign-in and sign-out, from the file system. */
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

/** The routes of sign-in and sign-out. */
export const signInTarget: Target = {
  name: "signing in",
  weight: 6,
  calls(fuzzTenant) {
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
      .record({ caller: anyCaller, path: fc.constantFrom(...signInRoutes), body, type, method, kept })
      .map(({ caller, path, body: sent, type: media, method: how, kept: cookies }): Call => {
        const { cookie, ...as } = fuzzTenant.as(caller);
        const jar = [...(cookie ? [cookie] : []), ...cookies].join("; ");
        const headers = { ...as, ...(jar ? { cookie: jar } : {}), ...(media ? { "content-type": media } : {}) };
        const wire = { method: how, path, headers };
        return { caller, wire: ["GET", "OPTIONS"].includes(how) ? wire : { ...wire, body: sent } };
      });
  },
};
