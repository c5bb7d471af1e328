import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTenant, expect, linkFromMail, openDesk, password, signUp, test, testUrls } from "./support/actions.ts";

// Every password field is masked, named for password managers, and accepts pasting.

const source = fileURLToPath(new URL("../apps/web/src", import.meta.url));
const files = globSync("**/*.tsx", { cwd: source }).map((file) => ({
  file,
  code: readFileSync(join(source, file), "utf8"),
}));

/** The source of the password fields in a file. */
const fieldsIn = (code: string) =>
  code
    .split(/(?=<(?:TextField|Input|input|PasswordField)\b)/)
    .slice(1)
    .map((rest) => rest.slice(0, rest.search(/\/>/)))
    .filter((element) => /password/i.test(element));

test("every password field of the source is masked and named", () => {
  const fields = files.flatMap(({ file, code }) => fieldsIn(code).map((element) => ({ file, element })));
  expect(fields.map(({ file }) => file)).toEqual(
    expect.arrayContaining([
      "forms/password-field.tsx",
      "platform/account/password.tsx",
      "platform/auth/reset-password-form.tsx",
      "platform/auth/sign-in-form.tsx",
      "platform/auth/verify-email-form.tsx",
      "trpc/confirm-dialog.tsx",
    ]),
  );
  for (const { file, element } of fields) {
    if (element.startsWith("<PasswordField")) continue;
    expect(element, file).toMatch(/type=(?:"password"|\{way === "password" \? "password")/);
    expect(element, file).toMatch(
      /autoComplete=(?:"(?:current|new)-password"|\{way === "password" \? "current-password")/,
    );
  }
});

test("no source prevents pasting", () => {
  const against = /onPaste|onBeforeInput|onDrop=\{[^}]*preventDefault|addEventListener\(\s*["'](?:paste|beforeinput)/;
  const forms = files.filter(({ file }) => /^(?:forms|platform\/(?:auth|account)|trpc|components\/ui)\//.test(file));
  expect(forms.length).toBeGreaterThan(20);
  expect(forms.filter(({ code }) => against.test(code)).map(({ file }) => file)).toEqual([]);
});

test("a password can be pasted into each password form, stays masked, and works", { tag: "@long" }, async ({
  page,
}) => {
  const { email } = await signUp(page);
  await openDesk(page, await createTenant(page));
  /** Cuts a text from another field and pastes it, like people and password managers do. */
  const paste = async (label: string, from: string, text: string) => {
    const other = page.getByLabel(from, { exact: true });
    await other.fill(text);
    await other.press("ControlOrMeta+a");
    await other.press("ControlOrMeta+c");
    const field = page.getByLabel(label, { exact: true });
    await field.press("ControlOrMeta+v");
    await expect(field).toHaveValue(text);
    await expect(field).toHaveAttribute("type", "password");
  };
  await page.context().clearCookies();
  await page.goto(`${testUrls().BASE_URL}/sign-in`);
  await paste("Password", "Email", password);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/t/**");
  await page.context().clearCookies();
  await page.goto(`${testUrls().BASE_URL}/forgot-password`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Email").press("ControlOrMeta+a");
  await page.getByLabel("Email").press("ControlOrMeta+c");
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.goto(await linkFromMail(email, /new password/i));
  const field = page.getByLabel("New password");
  await field.press("ControlOrMeta+v");
  await expect(field).toHaveValue(email);
  await expect(field).toHaveAttribute("type", "password");
});
