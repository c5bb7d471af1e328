import type { Page, Response } from "@playwright/test";
import { addSecurityKey, codeOf, endGracePeriod, expireProof } from "./support/account.ts";
import {
  call,
  codeFromMail,
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
} from "./support/actions.ts";

const at = (path: string) => `${testUrls().BASE_URL}${path}`;
const dialog = (page: Page) => page.getByRole("dialog");

/** Signs out and opens the sign-in page. */
async function signOut(page: Page, next = "/account") {
  await page.context().clearCookies();
  await page.goto(at(`/sign-in?next=${next}`));
}

/** Fills in email address and password, without submitting. */
async function firstFactor(page: Page, email: string) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Confirm your identity" })).toBeVisible();
}

/** Sets up an authenticator app on the account page. @returns its secret and the recovery codes */
async function setUpApp(page: Page) {
  await page.goto(at("/account/security"));
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(dialog(page).getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  const secret = (await dialog(page).locator("code").textContent()) ?? "";
  let answer: Response;
  do {
    // The previous code may expire before the server checks it. The next two are for signing in.
    await dialog(page).getByLabel("Code", { exact: true }).fill(codeOf(secret, -1));
    [answer] = await Promise.all([
      page.waitForResponse((one) => one.url().includes("factors.confirmTotp")),
      dialog(page).getByRole("button", { name: "Set up" }).click(),
    ]);
  } while (answer.status() === 400);
  const codes = dialog(page).getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const recoveryCodes = await codes.allTextContents();
  await dialog(page).getByRole("button", { name: "I have saved them" }).click();
  return { secret, recoveryCodes };
}

test("a passkey is added, signs in alone and after a password, works once each time, and is removed", async ({
  page,
}) => {
  const { email } = await signUp(page);
  const key = await addSecurityKey(page);
  await page.goto(at("/account/security"));
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await dialog(page).getByLabel("Name").fill("My laptop");
  await dialog(page).getByRole("button", { name: "Continue" }).click();
  await expect(dialog(page).getByRole("heading", { name: "Save your recovery codes" })).toBeVisible();
  await dialog(page).getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByText("My laptop")).toBeVisible();
  await linkFromMail(email, /A passkey was added/);

  await signOut(page);
  const [sent] = await Promise.all([
    page.waitForRequest((one) => new URL(one.url()).pathname === "/api/sign-in/passkey"),
    page.getByRole("button", { name: "Use a passkey" }).click(),
  ]);
  await page.waitForURL(({ pathname }) => pathname === "/account");
  const replay = await page.request.post(at("/api/sign-in/passkey"), { data: sent.postDataJSON() });
  expect(replay.status()).toBe(401);

  await signOut(page);
  await firstFactor(page, email);
  await expectAccessible(page);
  expect((await page.request.get(at("/api/trpc/users.me"))).status()).toBe(401);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(({ pathname }) => pathname === "/account");
  await page.goto(at("/account/sessions"));
  await expect(page.getByText("with a password and a second factor").first()).toBeVisible();

  await signOut(page);
  await key.verifiesPerson(false);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByText("No passkey was used.")).toBeVisible();
  await key.verifiesPerson(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(({ pathname }) => pathname === "/account");

  await page.goto(at("/account/security"));
  await page.getByRole("button", { name: "Rename My laptop" }).click();
  await dialog(page).getByLabel("Name").fill("Old laptop");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Remove Old laptop" }).click();
  await dialog(page).getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("The passkey was removed")).toBeVisible();
  await expect(page.getByText("Recovery codes")).toBeHidden();
  await signOut(page);
  await signIn(page, email);
  await page.waitForURL(({ pathname }) => pathname === "/account");
});

test("an authenticator app is set up with its code and required at sign-in; a recovery code replaces it once", async ({
  page,
}) => {
  const { email } = await signUp(page);
  const { secret, recoveryCodes } = await setUpApp(page);
  await expectAccessible(page);
  await signOut(page);
  await firstFactor(page, email);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("This code is incorrect or has already been used.")).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret, 0));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(({ pathname }) => pathname === "/account");

  for (const outcome of ["in", "refused"]) {
    await signOut(page);
    await firstFactor(page, email);
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill(recoveryCodes[0] ?? "");
    await page.getByRole("button", { name: "Sign in" }).click();
    if (outcome === "in") await page.waitForURL(({ pathname }) => pathname === "/account");
    else await expect(page.getByText("This code is incorrect or has already been used.")).toBeVisible();
  }
  await linkFromMail(email, /A recovery code was used/);
});

test("a sign-in with a provider requires the second factor too", { tag: "@long" }, async ({ page }) => {
  const login = fresh("carol");
  const signInAtProvider = async () => {
    await page.goto(at("/sign-in?next=%2Faccount%2Fsecurity%3Ffrom%3Dmail"));
    await page.getByRole("button", { name: "Continue with Company account" }).click();
    await page.getByPlaceholder("Enter any login").fill(login);
    await page.getByPlaceholder("and password").fill("anything");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
  };
  await signInAtProvider();
  await page.waitForURL("**/account/security?from=mail");
  const { secret } = await setUpApp(page);
  await page.context().clearCookies();
  await signInAtProvider();
  await expect(page.getByRole("heading", { name: "Confirm your identity" })).toBeVisible();
  expect((await page.request.get(at("/api/trpc/users.me"))).status()).toBe(401);
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret, 0));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/account/security?from=mail");

  // Without a password, the app is the proof.
  await expireProof(`${login}@identity.test`);
  await page.getByRole("button", { name: "Create new codes" }).click();
  await dialog(page).getByRole("button", { name: "Create new codes" }).click();
  const asking = page.getByRole("dialog", { name: "Confirm your identity" });
  await expect(asking).toContainText("You are not asked again for the next 15 minutes.");
  await asking.getByLabel("Code", { exact: true }).fill(codeOf(secret, 1));
  await asking.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { name: "Save your recovery codes" })).toBeVisible();
});

test("actions with lasting power require a fresh sign-in and then continue, in a form and by a button", async ({
  page,
}) => {
  const { email } = await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  await expireProof(email);
  await page.goto(at(`/t/${tenant}/members`));
  await page.getByRole("button", { name: "Invite" }).click();
  const asking = page.getByRole("dialog", { name: "Confirm your identity" });

  // Client-side errors come before the dialog.
  await page.getByLabel("Email").fill("unknown");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText("Enter an email address")).toBeVisible();
  await expect(asking).toBeHidden();

  const guest = `${fresh("guest")}@example.test`;
  await page.getByLabel("Email").fill(guest);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(asking).toBeVisible();
  await expectAccessible(page);
  await asking.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText("Confirm your identity first.")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(guest);

  await page.getByRole("button", { name: "Send invitation" }).click();
  await asking.getByLabel("Password").fill("not this one, surely");
  await asking.getByRole("button", { name: "Confirm" }).click();
  await expect(asking.getByText("This is not your password.")).toBeVisible();
  await asking.getByLabel("Password").fill(password);
  await asking.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: guest })).toBeVisible();

  await expireProof(email);
  await page.goto(at(`/t/${tenant}/activity`));
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "As CSV" }).click();
  await asking.getByLabel("Password").fill(password);
  await asking.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { name: "Export activity" })).toBeVisible();
});

test("a person without a password confirms with a mailed code", async ({ page }) => {
  const login = fresh("dora");
  await page.goto(at("/sign-in?next=/account/security"));
  await page.getByRole("button", { name: "Continue with Company account" }).click();
  await page.getByPlaceholder("Enter any login").fill(login);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL("**/account/security");
  const email = `${login}@identity.test`;
  await expireProof(email);
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set a password" }).click();
  const asking = page.getByRole("dialog", { name: "Confirm your identity" });
  await asking.getByRole("button", { name: "Send a code" }).click();
  await asking.getByLabel("Code", { exact: true }).fill(await codeFromMail(email));
  await asking.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("Your password was changed")).toBeVisible();
});

test("an organisation that requires a second factor announces it, and admits only members with one", {
  tag: "@long",
}, async ({ page, browser }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const member = await (await browser.newContext()).newPage();
  const { email } = await signUp(member, "Victor Viewer");
  await call(page, tenant, "tenants.invite", { email, role: "viewer" });
  await member.goto(await linkFromMail(email, /invites you/));
  await member.getByRole("button", { name: /^Join/ }).click();
  await member.waitForURL(`**/t/${tenant}`);

  await page.goto(at(`/t/${tenant}/settings`));
  await page.getByRole("button", { name: "Require one" }).click();
  await dialog(page).getByRole("button", { name: "Require it" }).click();
  await expect(dialog(page).getByText("Set up a second factor for your own account first")).toBeVisible();
  await setUpApp(page);
  await page.goto(at(`/t/${tenant}/members`));
  await expect(page.getByText("No second factor")).toHaveCount(1);
  await page.goto(at(`/t/${tenant}/settings`));
  await page.getByRole("button", { name: "Require one" }).click();
  await dialog(page).getByRole("button", { name: "Require it" }).click();
  await expect(page.getByText("Members need a second factor from")).toBeVisible();

  await member.reload();
  await expect(member.getByText(/requires a second factor from/)).toBeVisible();
  // An open page would notice the change and could reload together with the test.
  await member.goto("about:blank");
  await endGracePeriod(tenant);
  await member.goto(at(`/t/${tenant}/roles`));
  await expect(member.getByText("requires a second factor")).toBeVisible();
  await expect(member.getByRole("navigation", { name: "Main" })).toBeHidden();
  expect((await member.request.get(at(`/api/trpc/roles.list`), { headers: { "x-tenant-id": tenant } })).status()).toBe(
    403,
  );
  await expectAccessible(member);

  await member.getByRole("link", { name: "Set up a second factor" }).click();
  await expect(member.getByText(/requires a second factor. Set up/)).toBeVisible();
  await addSecurityKey(member);
  await member.getByRole("button", { name: "Add a passkey" }).click();
  await dialog(member).getByRole("button", { name: "Continue" }).click();
  await dialog(member).getByRole("button", { name: "I have saved them" }).click();
  await member.getByRole("link", { name: /^Continue to/ }).click();
  await expect(member.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await page.goto(at(`/t/${tenant}/members`));
  await expect(page.getByText("Victor Viewer")).toBeVisible();
  await expect(page.getByText("No second factor")).toBeHidden();
  await member.context().close();
});

test("email address and password are changed with confirmation, and the old address recovers the account", async ({
  page,
}) => {
  const { email } = await signUp(page);
  await page.goto(at("/account"));
  await page.getByRole("button", { name: "Change" }).click();
  const newEmail = `${fresh("new")}@example.test`;
  await dialog(page).getByLabel("New email address").fill(newEmail);
  await dialog(page).getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("Open the link that we sent")).toBeVisible();
  await page.goto(await linkFromMail(newEmail, /Confirm your new email/));
  await page.getByRole("button", { name: "Use this email address" }).click();
  await expect(page.getByText("From now on you sign in as")).toBeVisible();

  await page.goto(at("/account/security"));
  await page.getByRole("button", { name: "Change" }).click();
  await dialog(page).getByLabel("Current password").fill(password);
  await dialog(page).getByLabel("New password").fill("another long password");
  await dialog(page).getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password was changed")).toBeVisible();
  await linkFromMail(newEmail, /Your password was changed/);
  await page.goto(at("/account/activity"));
  await expect(page.getByText(/\S changed the password/)).toBeVisible();

  await page.goto(await linkFromMail(email, /Your email address was changed/));
  await page.getByRole("button", { name: "Recover my account" }).click();
  await page.waitForURL("**/forgot-password");
  await page.goto(at("/account"));
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
