import { type Page, request } from "@playwright/test";
import {
  call,
  confirmByForm,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  linkFromMail,
  password,
  signIn,
  signUp,
  signUpByForm,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

test("a person confirms their email address and chooses a password; a weak one is refused with a reason", async ({
  page,
}) => {
  const email = `${fresh("person")}@example.test`;
  await page.goto(`${testUrls().BASE_URL}/sign-up`);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Check your email")).toBeVisible();
  await page.goto(await linkFromMail(email, /confirm/i));
  await expect(page.getByText(email)).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue("Ada Lovelace");
  await page.getByLabel("Your name").fill("Ada King");
  await page.getByLabel("Password").fill("lovelace2024");
  await expect(page.getByRole("status")).toContainText("Weak. This contains your name");
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await page.getByLabel("Password").fill(password);
  await expect(page.getByRole("status")).toContainText("Strong.");
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await page.waitForURL("**/organisations/new");
  await page.goto(`${testUrls().BASE_URL}/account`);
  await expect(page.getByLabel("Your name")).toHaveValue("Ada King");
});

test("a used or invalid link says that it does not work", async ({ page }) => {
  const { email } = await signUpByForm(page);
  const used = await linkFromMail(email, /confirm/i);
  for (const link of [used, `${testUrls().BASE_URL}/verify-email`, `${testUrls().BASE_URL}/sign-in/link?token=x`]) {
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
  }
});

test("every mailed link still works after scanners of mail have fetched it", async ({ page, browser }) => {
  const scanner = await request.newContext();
  /** Fetches the link in a mail without a click. @returns the link and its token */
  const scanned = async (to: string, subject: RegExp) => {
    const link = await linkFromMail(to, subject);
    for (const method of ["HEAD", "GET", "GET"]) {
      expect((await scanner.fetch(link, { method })).status(), `${method} ${subject}`).toBe(200);
    }
    const { searchParams, pathname } = new URL(link);
    return { link, token: searchParams.get("token") ?? pathname.split("/").at(-1) };
  };
  const [newcomer, changed] = [`${fresh("newcomer")}@example.test`, `${fresh("changed")}@example.test`];
  const visitor = await (await browser.newContext()).newPage();

  await test.step("sign_up", async () => {
    await call(visitor, null, "auth.signUp", { name: "Nora Newcomer", email: newcomer });
    const { token } = await scanned(newcomer, /confirm/i);
    await call(visitor, null, "auth.verifyEmail", { token, name: "Nora Newcomer", password });
  });

  await test.step("reset_password", async () => {
    await call(visitor, null, "auth.requestPasswordReset", { email: newcomer });
    const { token } = await scanned(newcomer, /new password/i);
    await call(visitor, null, "auth.resetPassword", { token, password });
  });

  await test.step("sign_in", async () => {
    await call(visitor, null, "auth.requestSignInLink", { email: newcomer });
    const { link } = await scanned(newcomer, /sign-in link/);
    await visitor.goto(link);
    await visitor.getByRole("button", { name: "Sign in", exact: true }).click();
    await visitor.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  });

  const { email } = await signUp(page);
  await test.step("invitation", async () => {
    await call(page, await createTenant(page), "tenants.invite", { email: newcomer, role: "viewer" });
    const { token } = await scanned(newcomer, /invites you/);
    await call(visitor, null, "tenants.accept", { token });
  });

  await test.step("change_email", async () => {
    await call(page, null, "account.changeEmail", { email: changed });
    const { token } = await scanned(changed, /Confirm your new email/);
    await call(visitor, null, "account.confirmEmail", { token });
  });

  await test.step("undo_email", async () => {
    const { token } = await scanned(email, /Your email address was changed/);
    await call(visitor, null, "account.undoEmail", { token });
  });
  await scanner.dispose();
  await visitor.context().close();
});

for (const { width, tag } of [
  { width: 390, tag: [] },
  { width: 1280, tag: ["@long"] },
]) {
  test(`the first click on a link beside an empty form works, ${width} wide`, { tag }, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const [from, link, to] of [
      ["/sign-in", "Create an account", "/sign-up"],
      ["/sign-up", "Sign in", "/sign-in"],
      ["/sign-in", "Forgot your password?", "/forgot-password"],
    ] as const) {
      await page.goto(`${testUrls().BASE_URL}${from}`);
      await expect(page.getByLabel(from === "/sign-in" ? "Email" : "Your name")).toBeFocused();
      await page.getByRole("link", { name: link }).click();
      await page.waitForURL(`**${to}**`);
    }
    // The error of the input does not move the link under a pressed pointer either.
    await page.goto(`${testUrls().BASE_URL}/sign-in`);
    await page.getByLabel("Email").fill("no address");
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.waitForURL("**/sign-up**");
  });
}

test("an invited person without an account creates one and returns to the invitation", async ({ page, browser }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const email = `${fresh("guest")}@example.test`;
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/members`);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: email })).toBeVisible();
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(await linkFromMail(email, /invites you/));
  await guest.getByRole("link", { name: "Create an account" }).click();
  await guest.getByLabel("Your name").fill("Gus Guest");
  await guest.getByLabel("Email").fill(email);
  await guest.getByRole("button", { name: "Create account" }).click();
  await expect(guest.getByText("Check your email")).toBeVisible();
  await confirmByForm(guest, email);
  await guest.getByRole("button", { name: /^Join/ }).click();
  await guest.waitForURL(`**/t/${tenant}`);
  await guest.context().close();
});

test("a deep link leads to its page and query after each kind of sign-in", {
  tag: "@long",
}, async ({ page, browser }) => {
  const { email } = await signUpByForm(page);
  const tenant = await createTenant(page);
  const wanted = `${testUrls().BASE_URL}/t/${tenant}/members?q=lamp%20%26%20co&low=true`;
  const open = async () => {
    const other = await (await browser.newContext()).newPage();
    await other.goto(wanted);
    await other.waitForURL("**/sign-in?next=**");
    return other;
  };
  const expectWanted = async (other: Page) => {
    await other.waitForURL((url) => url.pathname === `/t/${tenant}/members`);
    expect(Object.fromEntries(new URL(other.url()).searchParams)).toEqual({ q: "lamp & co", low: "true" });
    await expect(other.getByRole("heading", { name: "Members" })).toBeVisible();
    await other.context().close();
  };

  await test.step("with a password", async () => {
    const other = await open();
    await signIn(other, email);
    await expectWanted(other);
  });

  await test.step("by a link in a mail", async () => {
    const other = await open();
    await call(other, null, "auth.requestSignInLink", { email, next: new URL(other.url()).searchParams.get("next") });
    await other.goto(await linkFromMail(email, /sign-in link/));
    await other.getByRole("button", { name: "Sign in" }).click();
    await expectWanted(other);
  });

  await test.step("by a new password", async () => {
    const other = await open();
    await other.getByRole("link", { name: "Forgot your password?" }).click();
    await other.waitForURL("**/forgot-password?next=**");
    await other.getByLabel("Email").fill(email);
    await other.getByRole("button", { name: "Send the link" }).click();
    await expect(other.getByText("a link is on its way")).toBeVisible();
    await other.goto(await linkFromMail(email, /new password/i));
    await other.getByLabel("New password").fill(password);
    await other.getByRole("button", { name: "Set password" }).click();
    await other.waitForURL("**/sign-in?**");
    await other.getByLabel("Password").fill(password);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await expectWanted(other);
    // It ended every session, including the test's own.
    await page.goto(`${testUrls().BASE_URL}/sign-in`);
    await signIn(page, email);
  });

  await test.step("from a page whose session has ended", async () => {
    await page.goto(wanted);
    await untilLive(page);
    await call(page, null, "account.signOutEverywhere", { here: true });
    await page.getByRole("link", { name: "Sign in" }).click();
    await signIn(page, email);
    expect(new URL(page.url()).search).toContain("low=true");
  });
});

test("guesses of others do not lock the owner out of a known browser, and a mailed link signs in a new one", {
  tag: "@long",
}, async ({ page, browser }) => {
  const { email } = await signUpByForm(page);
  const guesser = await (await browser.newContext()).newPage();
  await guesser.goto(`${testUrls().BASE_URL}/sign-in?next=/account`);
  for (let n = 0; n < 6; n += 1) {
    await guesser.getByLabel("Email").fill(email);
    await guesser.getByLabel("Password").fill(`wrong, for the ${n}. time`);
    const answer = guesser.waitForResponse("**/api/sign-in");
    await guesser.getByRole("button", { name: "Sign in", exact: true }).click();
    expect((await answer).status()).toBe(n < 5 ? 401 : 429);
  }
  await expect(guesser.getByText(/Too many attempts. Try again in \d+ seconds./)).toBeVisible();
  await expectAccessible(guesser);

  // The owner's browser stays known after its session has ended.
  await page.context().clearCookies({ name: /session-token/ });
  await page.goto(`${testUrls().BASE_URL}/sign-in`);
  await signIn(page, email);

  // The other browser could be the owner's too.
  await guesser.getByRole("button", { name: "Email me a sign-in link" }).click();
  await expect(guesser.getByText("a link is on its way")).toBeVisible();
  await guesser.goto(await linkFromMail(email, /sign-in link/i));
  await expect(guesser.getByText(email)).toBeVisible();
  await guesser.getByRole("button", { name: "Sign in", exact: true }).click();
  await guesser.waitForURL("**/account");
  await expect(guesser.getByText(email)).toBeVisible();
  await guesser.context().close();
});

test("the lists of common passwords are loaded when a new password is typed", {
  tag: "@long",
}, async ({ page }) => {
  const loaded: number[] = [];
  page.on("response", async (response) => {
    if (response.url().includes("/_next/") && response.url().endsWith(".js")) {
      loaded.push((await response.body().catch(() => Buffer.from(""))).length);
    }
  });
  await page.goto(`${testUrls().BASE_URL}/sign-in`, { waitUntil: "networkidle" });
  await page.goto(`${testUrls().BASE_URL}/reset-password?token=example`, { waitUntil: "networkidle" });
  expect(Math.max(...loaded)).toBeLessThan(350_000);
  await page.getByLabel("New password").fill("password123");
  await expect(page.getByRole("status")).toContainText("one of the most common passwords");
  expect(Math.max(...loaded)).toBeGreaterThan(350_000);
});

test("a password reset by mail ends all sessions", async ({ page, browser }) => {
  const { email } = await signUp(page);
  const other = await browser.newPage();
  await other.goto(`${testUrls().BASE_URL}/forgot-password`);
  await other.getByLabel("Email").fill(email);
  await other.getByRole("button", { name: "Send the link" }).click();
  await expect(other.getByText("a link is on its way")).toBeVisible();
  await other.goto(await linkFromMail(email, /new password/i));
  await other.getByLabel("New password").fill("another long password");
  await other.getByRole("button", { name: "Set password" }).click();
  await other.waitForURL("**/sign-in**");
  await other.getByLabel("Password").fill("another long password");
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await other.waitForURL("**/organisations/new");
  await page.goto(`${testUrls().BASE_URL}/account`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await other.close();
});

test("a wrong password and an unknown email address get the same answer", async ({ page }) => {
  const { email } = await signUp(page);
  await page.context().clearCookies();
  for (const address of [email, `${fresh("unknown")}@example.test`]) {
    await page.goto(`${testUrls().BASE_URL}/sign-in`);
    await page.getByLabel("Email").fill(address);
    await page.getByLabel("Password").fill("not this one, surely");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText("The email address or the password is incorrect.")).toBeVisible();
  }
});

test("a session that was ended elsewhere is refused at its next request", async ({ page, browser }) => {
  const { email } = await signUp(page);
  const other = await browser.newPage();
  await other.goto(`${testUrls().BASE_URL}/sign-in?next=/account/sessions`);
  await signIn(other, email);
  await expect(other.getByText("This browser")).toBeVisible();
  await other.getByRole("button", { name: "Sign out there" }).click();
  await expect(other.getByText("Signed out there")).toBeVisible();
  await page.goto(`${testUrls().BASE_URL}/account`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await other.close();
});

test("a program signs in over HTTP, and gets an error when its session has ended", async ({ page }) => {
  const { email } = await signUp(page);
  const program = await request.newContext({ baseURL: testUrls().BASE_URL });
  const { csrfToken } = await (await program.get("/api/auth/csrf")).json();
  await program.post("/api/auth/callback/credentials", { form: { email, password, csrfToken } });
  const session = async () => {
    const answer = await program.get("/api/auth/session");
    return { says: await answer.json(), cookie: answer.headers()["set-cookie"] };
  };
  expect((await session()).says).toHaveProperty("expires");
  await page.goto(`${testUrls().BASE_URL}/account/sessions`);
  await page.getByRole("button", { name: "Sign out there" }).click();
  await expect(page.getByText("Signed out there")).toBeVisible();
  const ended = await session();
  expect(ended.says).toBeNull();
  expect(ended.cookie).toMatch(/^authjs\.session-token=; Max-Age=0; .*HttpOnly; SameSite=Lax$/);
  expect((await program.get("/api/trpc/users.me")).status()).toBe(401);
  await program.dispose();
});

test("a sign-in with an OpenID provider creates the account, and a second one finds it", async ({ page }) => {
  const login = fresh("carol");
  for (const _ of ["first", "again"]) {
    await page.goto(`${testUrls().BASE_URL}/sign-in?next=/account`);
    await page.getByRole("button", { name: "Continue with Company account" }).click();
    await page.getByPlaceholder("Enter any login").fill(login);
    await page.getByPlaceholder("and password").fill("anything");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL("**/account");
    await expect(page.getByText(`${login}@identity.test`)).toBeVisible();
    await page.context().clearCookies();
  }
});

test("an OpenID account without a confirmed email address is refused, and the destination is kept", async ({
  page,
}) => {
  await page.goto(`${testUrls().BASE_URL}/sign-in?next=${encodeURIComponent("/account?from=mail")}`);
  await page.getByRole("button", { name: "Continue with Company account" }).click();
  await page.getByPlaceholder("Enter any login").fill(fresh("unconfirmed"));
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("no confirmed email address")).toBeVisible();
  const account = page.getByRole("link", { name: "Create an account" });
  await expect(account).toHaveAttribute("href", `/sign-up?next=${encodeURIComponent("/account?from=mail")}`);
});

test("an invited person accepts, and can do exactly what the role allows", async ({ page, browser }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const guest = await (await browser.newContext()).newPage();
  const { email } = await signUp(guest, "Victor Viewer");
  await page.goto(`${testUrls().BASE_URL}/t/${tenant}/members`);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Role", { exact: true }).selectOption("viewer");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: email })).toBeVisible();

  await guest.goto(await linkFromMail(email, /invites you/));
  await guest.getByRole("button", { name: /^Join/ }).click();
  await guest.waitForURL(`**/t/${tenant}`);
  await guest.getByRole("link", { name: "Roles" }).first().click();
  const create = guest.getByRole("button", { name: "New role" }).first();
  await expect(create).toHaveAttribute("title", "You need the permission roles.manage for this.");

  await page.reload();
  await expect(page.getByText("Victor Viewer")).toBeVisible();
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Leave this organisation" }).click();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await expect(page.getByText("An organisation needs at least one owner.")).toBeVisible();
  await guest.context().close();
});

test("a foreign organisation is not found, like one that does not exist", async ({ page, browser }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const outsider = await (await browser.newContext()).newPage();
  await signUp(outsider, "Mallory");
  for (const slug of [tenant, "does-not-exist"]) {
    const answer = await outsider.goto(`${testUrls().BASE_URL}/t/${slug}/members`);
    expect(answer?.status()).toBe(404);
    await expect(outsider.getByText("This page does not exist")).toBeVisible();
  }
  await outsider.context().close();
});

test("input that is sent before the page is hydrated is not in a URL", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${testUrls().BASE_URL}/sign-in`);
  await page.getByLabel("Email").fill("ada@example.test");
  await page.getByLabel("Password").fill("a long enough password");
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.isNavigationRequest()),
    page.getByLabel("Password").press("Enter"),
  ]);
  expect(sent.method()).toBe("POST");
  expect(new URL(sent.url()).search).toBe("");
  await context.close();
});
