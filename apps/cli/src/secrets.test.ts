import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestApp } from "@waybill/api/testing";
import { codeOf } from "@waybill/api/testing/authenticator-app";
import { installationActivity } from "@waybill/db/core";
import { totpFactors } from "@waybill/db/factors";
import { desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { type CommandOutput, runCommand } from "./testing/run.ts";

const [before, after] = ["the-former-secret-which-is-long-enough", "the-present-secret-which-is-long-enough"] as const;
let testApp: TestApp;
/** Processes with the new secret: one that knows the former one, and one that does not. */
let renewed: TestApp;
let forgetful: TestApp;

beforeAll(async () => {
  testApp = await TestApp.start({ AUTH_SECRET: before });
  renewed = testApp.withSettings({ AUTH_SECRET: after, AUTH_SECRET_FORMER: before });
  forgetful = testApp.withSettings({ AUTH_SECRET: after });
});

const run = (of: TestApp, ...args: string[]): Promise<CommandOutput> => runCommand(of.app, ["secrets", ...args]);
const json = async (of: TestApp, ...args: string[]) => JSON.parse((await run(of, ...args, "--json")).out);

const noted = async () => {
  const rows = await testApp.direct.transaction({}, ({ db }) =>
    db.select().from(installationActivity).orderBy(desc(installationActivity.id)),
  );
  return rows.map(({ action }) => action).filter((action) => action.startsWith("secrets."));
};

describe("authenticator apps", () => {
  test("are encrypted with the new secret, so that the former one can be dropped", async () => {
    const user = await testApp.user("Ada");
    const call = await testApp.as(user);
    const { secret } = await call.factors.startTotp();
    await call.factors.confirmTotp({ code: codeOf(secret, -1) });
    expect(await json(testApp, "status")).toEqual({ former: 0, authenticators: { current: 1, former: 0, lost: 0 } });
    expect(await json(renewed, "status")).toEqual({ former: 1, authenticators: { current: 0, former: 1, lost: 0 } });
    expect((await json(forgetful, "status")).authenticators).toEqual({ current: 0, former: 0, lost: 1 });

    const dropped = await run(renewed, "drop");
    expect(dropped).toMatchObject({ code: 1, out: "" });
    expect(dropped.err).toContain("1 authenticator app made with a former secret.");
    expect(await noted()).toEqual([]);

    expect((await run(renewed, "re-encrypt")).out).toBe("1 authenticator app re-encrypted\n");
    expect(await noted()).toEqual(["secrets.re-encrypt"]);
    expect((await json(forgetful, "status")).authenticators).toEqual({ current: 1, former: 0, lost: 0 });
    expect(await json(renewed, "re-encrypt")).toEqual({ current: 1, former: 0, lost: 0 });
    expect((await run(renewed, "drop")).code).toBe(0);
    const confirmed = await (await forgetful.as(user)).account.confirm({ by: "app", code: codeOf(secret) });
    expect(confirmed.ok).toBe(true);
  });

  test("are all read, in several pages", async () => {
    const [one] = await testApp.direct.transaction({}, ({ db }) => db.select().from(totpFactors));
    const people = await Promise.all(Array.from({ length: 501 }, (_, at) => testApp.user(`Person ${at}`)));
    await testApp.direct.transaction({}, ({ db }) =>
      db.insert(totpFactors).values(people.map(({ id }) => ({ userId: id, secret: one?.secret ?? "", lastStep: 0 }))),
    );
    // A secret is bound to its person.
    expect((await json(renewed, "status")).authenticators).toEqual({ current: 1, former: 0, lost: 501 });
    await testApp.direct.transaction({}, ({ db }) => db.delete(totpFactors).where(eq(totpFactors.lastStep, 0)));
  });
});

describe("a new secret", () => {
  test("outside of npm start is printed with the former one, and nothing is changed", async () => {
    const { code, out, err } = await run(renewed, "rotate");
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^AUTH_SECRET=[0-9a-f]{64}\nAUTH_SECRET_FORMER="${after} ${before}"\n$`));
    expect(err).toContain("Nothing has changed yet");
    expect(await noted()).not.toContain("secrets.rotate");
  });

  test("of npm start replaces the former one, which stays valid until it is dropped", async () => {
    const { DATA_DIR } = testApp.app.settings;
    const [kept, former] = [join(DATA_DIR, "auth-secret"), join(DATA_DIR, "auth-secret-former")];
    writeFileSync(kept, before);
    const started = { startSets: ["AUTH_SECRET"] };
    const { code, out } = await runCommand(testApp.app, ["secrets", "rotate"], started);
    expect([code, out]).toEqual([0, `A new secret is in ${DATA_DIR}\n`]);
    expect(readFileSync(kept, "utf8")).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(former, "utf8")).toBe(before);
    for (const file of [kept, former]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await noted())[0]).toBe("secrets.rotate");

    const next = testApp.withSettings({ AUTH_SECRET: readFileSync(kept, "utf8"), AUTH_SECRET_FORMER: before });
    await runCommand(next.app, ["secrets", "re-encrypt"], started);
    const drop = (...more: string[]) => runCommand(next.app, ["secrets", "drop", ...more], started);
    const early = await drop();
    expect(early).toMatchObject({ code: 1, out: "" });
    expect(early.err).toMatch(/^The secret was rotated 0 days ago\. Sessions, .+ would end, .+ --now\.$/m);
    expect([existsSync(former), (await noted())[0]]).toEqual([true, "secrets.re-encrypt"]);
    expect((await drop("--now")).out).toContain("The former secrets were removed");
    expect(existsSync(former)).toBe(false);
    expect((await noted())[0]).toBe("secrets.drop");

    // After the longest that a session lives, nothing is lost.
    writeFileSync(former, before);
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    utimesSync(former, daysAgo(29), daysAgo(29));
    expect((await drop()).err).toContain("rotated 29 days ago");
    utimesSync(former, daysAgo(31), daysAgo(31));
    expect((await drop()).code).toBe(0);
    expect(existsSync(former)).toBe(false);
    await next.close();
  });
});
