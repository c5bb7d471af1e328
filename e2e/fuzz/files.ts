import fc from "fast-check";
import { anyValue, segments, undecodable } from "./path-parts.ts";
import { anyCaller, type Call, type Target } from "./target.ts";

/** Downloads and uploads of files, and API paths that do not exist. */
export const fileTarget: Target = {
  name: "files",
  weight: 6,
  calls(fuzzTenant) {
    const [file = ""] = fuzzTenant.records.file ?? [];
    const id = fc.constantFrom(
      file,
      file.toUpperCase(),
      ...segments,
      ...undecodable,
      ...(fuzzTenant.records.foreign ?? []),
    );
    const tenant = fc.oneof(
      fc.constantFrom(fuzzTenant.tenant.slug, fuzzTenant.tenant.id, fuzzTenant.tenant.id.toUpperCase()),
      anyValue,
    );
    const down = fc.tuple(anyCaller, id, tenant, fc.boolean()).map(([caller, which, ref, named]): Call => {
      const { cookie, authorization } = fuzzTenant.as(caller);
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
      .record({ caller: anyCaller, name: anyValue, type, body, method })
      .map(({ caller, name, type: media, body: bytes, method: how }): Call => {
        const headers = { ...fuzzTenant.as(caller), ...(media ? { "content-type": media } : {}) };
        return {
          caller,
          wire: { method: how, path: `/api/files?for=items.import&name=${name}`, headers, body: bytes },
        };
      });
    const nowhere = fc
      .tuple(anyCaller, fc.constantFrom("", "/", "/x", "/files/", "/files/a/b", "/auth", "/trpc", "/trpc/"), method)
      .map(
        ([caller, path, how]): Call => ({
          caller,
          wire: { method: how, path: `/api${path}`, headers: fuzzTenant.as(caller) },
        }),
      );
    return fc.oneof({ arbitrary: down, weight: 4 }, { arbitrary: up, weight: 4 }, { arbitrary: nowhere, weight: 1 });
  },
  samples: (fuzzTenant) =>
    ["a.csv", "%D7%A9.csv", "a%00b", "%E2%80%AEfdp.exe", "x".repeat(500)].map((name) =>
      fc.constant<Call>({
        caller: "owner",
        wire: {
          ...{ method: "POST", path: `/api/files?for=items.import&name=${name}`, body: "sku\n" },
          headers: { ...fuzzTenant.as("owner"), "content-type": "text/csv" },
        },
      }),
    ),
};
