import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  call,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  linkFromMail,
  password,
  signIn,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

const page = (path: string) => `${testUrls().BASE_URL}${path}`;

test("a person's language is that of their pages, in every browser where they sign in", async ({
  page: desk,
  browser,
}) => {
  const { email } = await signUp(desk);
  const tenant = await createTenant(desk);
  await desk.goto(page("/account"));
  await desk.getByLabel("Language").selectOption("Deutsch");
  await expect(desk.getByRole("heading", { name: "Sprache" })).toBeVisible();
  await expect(desk.locator("html")).toHaveAttribute("lang", "de");

  await desk.goto(page(`/t/${tenant}/members`));
  await expect(desk.getByRole("link", { name: "Mitglieder" })).toBeVisible();
  await untilLive(desk);
  await expectAccessible(desk);

  await desk.goto(page(`/t/${tenant}/roles`));
  await expect(desk.getByRole("columnheader", { name: "Inhaber" })).toBeVisible();
  await call(desk, tenant, "tenants.invite", { email: `${fresh("guest")}@example.test`, role: "viewer" });
  await desk.goto(page(`/t/${tenant}/activity`));
  await expect(desk.getByText("hat jemanden mit der Rolle Lesezugriff eingeladen")).toBeVisible();

  const elsewhere = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await elsewhere.goto(page(`/sign-in?next=${encodeURIComponent(`/t/${tenant}/members`)}`));
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "en");
  await signIn(elsewhere, email);
  await expect(elsewhere.getByRole("link", { name: "Mitglieder" })).toBeVisible();
  await elsewhere.context().clearCookies({ name: "waybill.language" });
  await elsewhere.goto(page("/account/sessions"));
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "de");
  await elsewhere.context().close();

  await desk.goto(page("/account"));
  await desk.getByLabel("Sprache").selectOption("Sprache des Browsers");
  await expect(desk.locator("html")).toHaveAttribute("lang", "en");
  await expect(desk.getByRole("heading", { name: "Language" })).toBeVisible();
});

test("a visitor reads in the language of the browser, or in the one chosen there", async ({ browser }) => {
  const context = await browser.newContext({ locale: "de-DE" });
  const visitor = await context.newPage();
  await visitor.goto(page("/sign-in"));
  await expect(visitor.locator("html")).toHaveAttribute("lang", "de");
  await visitor.getByLabel("Sprache").selectOption("English");
  await expect(visitor.locator("html")).toHaveAttribute("lang", "en");
  await visitor.goto(page("/forgot-password"));
  await expect(visitor.locator("html")).toHaveAttribute("lang", "en");
  await context.close();
});

test("a new account has the language of its browser, and its mails too", async ({ browser }) => {
  const context = await browser.newContext({ locale: "de-DE" });
  const visitor = await context.newPage();
  const email = `${fresh("person")}@example.test`;
  await visitor.goto(page("/sign-up"));
  await visitor.getByLabel("Ihr Name").fill("Ada Lovelace");
  await visitor.getByLabel("E-Mail").fill(email);
  await visitor.getByRole("button", { name: "Konto anlegen" }).click();
  await visitor.goto(await linkFromMail(email, /^Bestätigen Sie Ihre E-Mail-Adresse$/));
  await visitor.getByLabel("Passwort").fill(password);
  await visitor.getByRole("button", { name: "Bestätigen und anmelden" }).click();
  await visitor.waitForURL((url) => !url.pathname.startsWith("/verify-email"));
  await visitor.goto(page("/account"));
  await expect(visitor.getByLabel("Sprache")).toHaveValue("de");
  await context.close();
});

test("the browser formats texts, and has no parser of them", () => {
  const chunks = fileURLToPath(new URL("../apps/web/.next/static/chunks/", import.meta.url));
  const scripts = readdirSync(chunks).filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(10);
  // The errors of the parser contain the name of its library.
  expect(scripts.filter((name) => readFileSync(join(chunks, name), "utf8").includes("[formatjs Error"))).toEqual([]);
});
