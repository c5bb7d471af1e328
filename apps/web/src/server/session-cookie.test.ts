import { hkdfSync } from "node:crypto";
import { base64url, EncryptJWT, SignJWT, UnsecuredJWT } from "jose";
import { beforeEach, describe, expect, test, vi } from "vitest";

const secret = "a secret of the recorded cookies, 32+";
const sid = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11";

/**
 * Cookies that next-auth 5.0.0-beta.32 has made, good for a hundred years: as browsers of people who are signed in have
 * them. Never replace them with new ones: that would sign everyone out.
 */
const recorded = {
  "authjs.session-token":
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoidE5xR3RTNWlYREZBR2FCUHQ0RWJKWENtR211ejhKQmFOcDJlQU1odGhiQzlCWGIzVEx4bVZiemtjZjloSTFUT3hseTFhOXVxdGk4RDBQTjI3TXdIZmcifQ..OHMDAUN1UOi_IYn0Og0FuQ.PL6vKFd4-TBfHh0MPz0MSRbyw_jAnpaAGrJIhFCcpKm8djDW7KiuNiTFHgY7bMxK_OVNemAbqPHYib3cUPILSTsLhTybo0FV5qCAQrTu0_gzumzylw41-H1lx_5LGK0tvkcHlzqdMLYg3Rc6czsVJg4UIMeiKgjkDMfueO8qrcrXTNbEAA-iSNzQb8HFtJq1WFIkqumjz7JcN_KyF-nZt4XRmEasoX7_t8gR5CJQwWI.clDyNhPKeIwjlPfzBiiUXWBIbz5X9uWymIeVA0n5_iM",
  "__Secure-authjs.session-token":
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoiSWk0MUo4M1I0YVd4OVhRdVYtRXNUUE16R080OHY2Ukdoa1JvbHRMNDBFeWR5bm94R0ZpakNrRlhpd0I2V2M5TzBnV1lNV0QtQlMtbVNkWVJJNnVvUVEifQ..1z6hqKCNslXARimbDi3gjQ.ADMORKSiRENUKXDmlzuIms-HM9MbGIDFEJNmhOgTuAgi-urPPuKmKRbq6eV42HkCb9dbaPrEUn_6Fjf_7tSquWlXxBgPyQyGzYzUjamow9AXbhRjd-MQBB_e-CS07a5pQiW15HyoBO9f6AXaEbBCyaQlzqAX0s3GUOJ76tfQ7t_4KW0KHCaZZT4BkYiRkUvTTPNhCmjHnBbfBUl3SnoRfEe57Ey7pONnGuzFxqTlioE.j8jUZjGeyfKcHuRVnbMBKkfnAR2wLV6afIRaSccxYIU",
};

/** The module, as a process with this URL has it. */
async function at(url: string) {
  vi.resetModules();
  vi.stubEnv("PUBLIC_URL", url);
  return import("./session-cookie.ts");
}

const of = (cookie: string) => new Headers({ cookie });

beforeEach(() => {
  vi.stubEnv("AUTH_SECRET", secret);
  vi.stubEnv("DATABASE_URL", "postgres://unknown@localhost/nothing");
  vi.stubEnv("SMTP_URL", "smtp://localhost:1025");
});

describe("the session cookie", () => {
  test("of the sign-in library is accepted", async () => {
    const { sessionIdOf } = await at("http://localhost:3000");
    const name = "authjs.session-token";
    expect(await sessionIdOf(of(`theme=dark; ${name}=${recorded[name]}; other=1`))).toBe(sid);
  });

  test("of an earlier version over HTTPS is accepted once, and replaced", async () => {
    const { renewed, sessionIdOf } = await at("https://desk.example.com");
    const former = "__Secure-authjs.session-token";
    const replaced = await renewed(`a=b; ${former}=${recorded[former]}`);
    expect(await sessionIdOf(of(replaced?.header ?? ""))).toBe(sid);
    expect(replaced?.setCookies).toEqual([
      `${former}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure`,
      expect.stringMatching(
        /^__Host-authjs\.session-token=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
    expect(await renewed(replaced?.setCookies[1]?.split(";")[0])).toBeNull();
  });

  test("of an earlier version does not override the current one", async () => {
    const { renewed, sessionCookie, sessionIdOf } = await at("https://desk.example.com");
    const own = await sessionCookie("0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c22");
    const former = "__Secure-authjs.session-token";
    const replaced = await renewed(`${former}=${recorded[former]}; ${own.name}=${own.value}`);
    expect(replaced?.setCookies).toHaveLength(1);
    expect(await sessionIdOf(of(replaced?.header ?? ""))).toBe("0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c22");
  });

  test("is ignored with another secret or name, after its expiry, or if it is malformed", async () => {
    const { encode, sessionIdOf } = await at("http://localhost:3000");
    const name = "authjs.session-token";
    const made = (change: { secret?: string; salt?: string; maxAge?: number }) =>
      encode({ sid }, { secret, salt: name, ...change });
    const bad = [
      await made({ secret: "another secret of another place, long" }),
      await made({ salt: "__Host-authjs.session-token" }),
      await made({ maxAge: -1 }),
      recorded["__Secure-authjs.session-token"],
      "%",
      "",
      "not a token",
    ];
    expect(await sessionIdOf(of(`${name}=${await made({})}`))).toBe(sid);
    for (const value of bad) expect(await sessionIdOf(of(`${name}=${value}`)), value).toBeNull();
  });

  test("of a former secret is accepted while a setting lists that secret; new ones use the current secret", async () => {
    const name = "authjs.session-token";
    const former = "a_former_secret_of_this_place_long_enough";
    vi.stubEnv("AUTH_SECRET_FORMER", `an_even_older_secret_of_this_place_too ${former}`);
    const { decode, encode, sessionCookie, sessionIdOf } = await at("http://localhost:3000");
    const made = await encode({ sid }, { secret: former, salt: name });
    expect(await sessionIdOf(of(`${name}=${made}`))).toBe(sid);
    const { value } = await sessionCookie(sid);
    expect(await decode(value, { secret, salt: name })).toMatchObject({ sid });
    expect(await decode(value, { secret: former, salt: name })).toBeNull();
  });

  test("with another algorithm, or none, is refused", async () => {
    const { encode, sessionIdOf } = await at("http://localhost:3000");
    const name = "authjs.session-token";
    // The same key: only the algorithm is refused.
    const key = new Uint8Array(hkdfSync("sha256", secret, name, `Auth.js Generated Encryption Key (${name})`, 64));
    const encrypted = (header: { alg: string; enc: string }, bytes: Uint8Array) =>
      new EncryptJWT({ sid }).setProtectedHeader(header).setIssuedAt().setExpirationTime("1h").encrypt(bytes);
    const own = { alg: "dir", enc: "A256CBC-HS512" };
    expect(await sessionIdOf(of(`${name}=${await encrypted(own, key)}`))).toBe(sid);
    const payload = base64url.encode(JSON.stringify({ sid, exp: 4_000_000_000 }));
    const headerOf = (header: object) => base64url.encode(JSON.stringify(header));
    const good = (await encode({ sid }, { secret, salt: name })).split(".");
    const foreign = [
      await encrypted({ alg: "dir", enc: "A256GCM" }, key.slice(0, 32)),
      await encrypted({ alg: "dir", enc: "A128CBC-HS256" }, key.slice(0, 32)),
      await encrypted({ alg: "A256KW", enc: "A256CBC-HS512" }, key.slice(0, 32)),
      await new SignJWT({ sid }).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h").sign(key),
      await new SignJWT({ sid }).setProtectedHeader({ alg: "HS512" }).setExpirationTime("1h").sign(key),
      new UnsecuredJWT({ sid }).setExpirationTime("1h").encode(),
      `${headerOf({ alg: "none" })}.${payload}.`,
      `${headerOf({ alg: "none", enc: "none" })}...${payload}.`,
      [headerOf({ alg: "none", enc: own.enc }), ...good.slice(1)].join("."),
    ];
    for (const value of foreign) expect(await sessionIdOf(of(`${name}=${value}`)), value).toBeNull();
  });
});
