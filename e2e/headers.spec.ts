import { createTenant, expect, signUp, test, testUrls } from "./support/actions.ts";

test("an injected script does not run", async ({ page, violations }) => {
  await page.route("**/sign-in", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(
      "</body>",
      `<script>window.injected = "script"</script><img src="data:," onerror="window.injected = 'handler'"></body>`,
    );
    await route.fulfill({ response: answer, body });
  });
  await page.goto(`${testUrls().BASE_URL}/sign-in`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="window.injected = 'added'">`);
    const link = document.createElement("a");
    link.href = "javascript:window.injected = 'link'";
    document.body.append(link);
    link.click();
  });
  await expect.poll(() => violations.length).toBeGreaterThanOrEqual(3);
  expect(await page.evaluate(() => Reflect.get(window, "injected"))).toBeUndefined();
  violations.length = 0;
});

test("an idle connection stays open longer than a proxy uses it", async ({ request }) => {
  const answer = await request.get(`${testUrls().BASE_URL}/health`);
  const kept = /timeout=(\d+)/.exec(answer.headers()["keep-alive"] ?? "")?.[1];
  expect(Number(kept)).toBeGreaterThan(60);
});

test("other sites cannot frame a page", async ({ page, violations }) => {
  await page.route("http://elsewhere.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${testUrls().BASE_URL}/sign-in"></iframe>` }),
  );
  await page.goto("http://elsewhere.test/");
  await expect(page.frameLocator("iframe").getByRole("heading", { name: "Sign in" })).toHaveCount(0);
  violations.length = 0;
});

test("undecodable paths are not found, and undecodable cookies are ignored", async ({ page }) => {
  const { BASE_URL } = testUrls();
  await page.context().addCookies([{ name: "authjs.session-token", value: "%", url: BASE_URL }]);
  for (const path of ["/sign-in", "/sign-up", "/", "/account", "/api/auth/session", "/api/trpc/system.ping"]) {
    const answer = await page.request.get(`${BASE_URL}${path}`);
    expect(answer.status(), path).toBeLessThan(400);
  }
  await page.context().clearCookies();
  await signUp(page);
  const tenant = await createTenant(page);
  const missing = ["/t/%E0%A4%A/roles", "/t/%E6%97%A5/roles", "/%00", "/t/%0A", `/t/${tenant}/nothing`];
  const files = [`/api/files/x?tenant=${tenant}`, `/api/files/%00?tenant=${tenant}`, "/api/files/x?tenant=%E6%97%A5"];
  for (const path of [...missing, ...files]) {
    const answer = await page.request.get(`${BASE_URL}${path}`, { headers: { accept: "text/html" } });
    expect(answer.status(), path).toBe(404);
  }
});
