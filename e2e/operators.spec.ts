import type { APIRequestContext } from "@playwright/test";
import { expect, grantOperator, signIn, signUp, test, testUrls } from "./support/actions.ts";

const at = (path: string) => `${testUrls().BASE_URL}${path}`;

const jobType = "mail.deliver";

const hidden = [
  "/operator",
  "/operator/",
  "/operator?who=me",
  "/operator/queues",
  `/operator/queues/${jobType}`,
  `/operator/queues/${jobType}/more`,
  "/operator/activity",
  "/operator/support",
  "/operator/nothing",
  "/%6Fperator/queues",
  // The folder of the pages, which is not a path.
  "/operator-pages",
  "/operator-pages/queues",
  "/%6Fperator-pages/queues",
];

/** An unknown URL of the same length; a URL may occur encoded in another one. */
const nonsense = (text: string) =>
  text
    .replaceAll("operator", "nonsense")
    .replaceAll("%6Fperator", "%6Eonsense")
    .replaceAll("%256Fperator", "%256Eonsense");

/** The complete answer: status, headers, body. */
async function told(request: APIRequestContext, method: string, path: string, headers: Record<string, string>) {
  const answer = await request.fetch(at(path), { method, headers, maxRedirects: 0 });
  const { date: _, "x-request-id": requestId = "none", ...rest } = answer.headers();
  // Each answer has a different nonce.
  const nonce = /'nonce-([^']+)'/.exec(rest["content-security-policy"] ?? "")?.[1] ?? "none";
  const body = await answer.text();
  // Each rendering has a random name with which Next marks the head: 21 letters, and "v" for the viewport.
  const rendering = /"([\w-]{21})v",\{"children"/.exec(body)?.[1] ?? "none";
  const everywhere = (text: string) =>
    text.replaceAll(nonce, "nonce").replaceAll(rendering, "rendering").replaceAll(requestId, "request");
  return { status: answer.status(), headers: JSON.parse(everywhere(JSON.stringify(rest))), body: everywhere(body) };
}

const ways: [string, Record<string, string>][] = [
  ["HEAD", {}],
  ["POST", { "content-type": "text/plain" }],
  // The requests of client-side navigation.
  ["GET", { rsc: "1" }],
  // Internal headers, sent by a client.
  ["GET", { "x-waybill-operator": "1" }],
];

test("for everyone else each operator path is answered like one that does not exist", async ({ page, browser }) => {
  test.slow();
  const other = await browser.newContext();
  const { email } = await signUp(await other.newPage(), "Olga Operator");
  grantOperator(email);
  await other.close();
  const compare = async (paths: string[], [method, headers]: (typeof ways)[number]) => {
    for (const path of paths) {
      const own = await told(page.request, method, path, headers);
      const unknown = await told(page.request, method, nonsense(path), headers);
      expect(JSON.parse(nonsense(JSON.stringify(own))), `${method} ${path}`).toEqual(unknown);
      if (method === "GET" && !path.endsWith("/")) expect(own.status, path).toBe(404);
      expect(own.body).not.toContain("Operator");
    }
  };
  await compare(hidden, ["GET", {}]);
  await signUp(page);
  await compare(hidden, ["GET", {}]);
  for (const way of ways) await compare(["/operator", "/operator/queues", "/operator-pages/queues"], way);
  await page.goto(at("/operator/queues"));
  await expect(page.getByText("This page does not exist")).toBeVisible();
  const title = await page.title();
  await page.goto(at("/nonsense/queues"));
  expect(await page.title()).toBe(title);

  // A signed-out operator signs in first.
  await page.context().clearCookies();
  expect((await page.goto(at("/operator/queues")))?.status()).toBe(404);
  await page.goto(at("/sign-in?next=/operator/queues"));
  await signIn(page, email);
  await expect(page).toHaveURL(at("/operator/queues"));
  await expect(page.getByRole("heading", { name: "Operator area" })).toBeVisible();
  const tab = page.getByRole("navigation", { name: "Operator area" }).getByRole("link", { name: "Activity" });
  await tab.click();
  await expect(page).toHaveURL(at("/operator/activity"));
  await expect(tab).toHaveAttribute("aria-current", "page");
  await page.goto(at("/operator"));
  await expect(page).toHaveURL(at("/operator/support"));
});
