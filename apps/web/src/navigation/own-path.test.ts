import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownPath } from "./own-path.ts";

const elsewhere = [
  undefined,
  "",
  "evil.test",
  "https://evil.test",
  "HTTPS://evil.test/t/acme",
  "javascript:alert(1)",
  "data:text/html,hello",
  "//evil.test",
  "///evil.test",
  "////evil.test",
  "//evil.test/%2f..",
  "//evil.test\\@desk.test",
  "/\\evil.test",
  "/\\/evil.test",
  "\\/evil.test",
  "\\\\evil.test",
  "\\evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/\r/evil.test",
  "\t//evil.test",
  " //evil.test",
  " /t/acme",
  "/\u0000/evil.test",
  "/\u0001",
  "/\u007f/evil.test",
  "/\u0085/evil.test",
  "/.//evil.test",
  "/..//evil.test",
  "/../..//evil.test",
  "/./\\evil.test",
  "/a/..//evil.test",
  "/%2e%2e//evil.test",
  "/.%2e//evil.test",
  "/%2e//evil.test",
  "//",
  "///",
  "//[::1]/",
  "//user:pass@evil.test",
  "//evil.test:443/",
  "/t/acme\r\nLocation: https://evil.test",
];

const here: [string, string][] = [
  ["/", "/"],
  ["/t/acme", "/t/acme"],
  ["/t/acme/parcels?state=packed&q=a+b", "/t/acme/parcels?state=packed&q=a+b"],
  ["/t/acme#top", "/t/acme#top"],
  ["/t/../account", "/account"],
  ["/%2fevil.test", "/%2fevil.test"],
  ["/%5cevil.test", "/%5cevil.test"],
  ["/%09/evil.test", "/%09/evil.test"],
  ["/@evil.test", "/@evil.test"],
  ["/t//evil.test", "/t//evil.test"],
  ["/?next=//evil.test", "/?next=//evil.test"],
  ["/https://evil.test", "/https://evil.test"],
  ["/t/日本", "/t/%E6%97%A5%E6%9C%AC"],
  ["/invitations/a.b-c", "/invitations/a.b-c"],
];

describe("a path to continue to", () => {
  test.each(elsewhere)("%j leads to the start page", (path) => expect(ownPath(path)).toBe("/"));

  test.each(here)("%j stays", (path, wanted) => expect(ownPath(path)).toBe(wanted));

  test.each([...elsewhere, ...here.map(([path]) => path)])("%j results in a path of this site", (path) => {
    for (const origin of ["https://desk.test", "http://localhost:3000"]) {
      expect(new URL(ownPath(path), `${origin}/sign-in`).origin).toBe(origin);
    }
  });

  test("is never an unchecked parameter", () => {
    const source = join(import.meta.dirname, "..");
    const follows =
      /(?:redirect|push|replace|assign|href=\{|redirectTo:?)\(?\s*(?:next|callbackUrl|params\.\w+|searchParams\.\w+)\b/;
    const files = globSync("**/*.{ts,tsx}", { cwd: source }).filter((file) => !file.endsWith(".test.ts"));
    const found = files.filter((file) => follows.test(readFileSync(join(source, file), "utf8")));
    // Who calls them hands them a path that went through ownPath.
    const callers = {
      "platform/auth/second-factor-form.tsx": ["app/(auth)/sign-in/second-factor/page.tsx", "next={ownPath(next)}"],
      "platform/auth/sign-in-form.tsx": ["app/(auth)/sign-in/page.tsx", "next={ownPath(next)}"],
      "platform/auth/sign-in-link.tsx": [
        "app/(auth)/sign-in/link/page.tsx",
        "next={ownPath(pending.next ?? undefined)}",
      ],
      "server/auth.ts": ["app/api/sign-in/provider/route.ts", "startWithProvider(input.provider, ownPath(input.next))"],
    } as const;
    expect(found.sort()).toEqual(Object.keys(callers));
    for (const [file, call] of Object.values(callers)) {
      expect(readFileSync(join(source, file), "utf8"), file).toContain(call);
    }
  });
});
