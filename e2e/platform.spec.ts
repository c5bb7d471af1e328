import { readFileSync } from "node:fs";
import { type Page, request } from "@playwright/test";
import {
  call,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  grantOperator,
  openDesk,
  signUp,
  test,
  testUrls,
  untilLive,
} from "./support/actions.ts";

/** Creates a role: a record that exists without business modules. */
const makeRole = (page: Page, tenant: string, name: string) =>
  call(page, tenant, "roles.create", { name, permissions: ["tenants.read"] });

const at = (tenant: string, path: string) => `${testUrls().BASE_URL}/t/${tenant}${path}`;

test("an API key is shown once, has its permissions, records its use, and ends when it is revoked", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await makeRole(page, tenant, "Packer");
  await page.goto(at(tenant, "/api-keys"));
  await page.getByRole("button", { name: "New API key" }).first().click();
  await page.getByLabel("Name").fill("Warehouse script");
  await page.getByLabel("Activity: Read", { exact: true }).check();
  await page.getByRole("button", { name: "Create API key" }).click();
  const key = (await page.getByTestId("new-key").textContent()) ?? "";
  expect(key).toMatch(/^wb_/);
  await expectAccessible(page);

  const program = await request.newContext({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  const list = () => program.get(`${testUrls().BASE_URL}/api/trpc/activity.list?input=${encodeURIComponent("{}")}`);
  expect(await (await list()).text()).toContain("created the role Packer");
  const data = { email: "eve@example.test", role: "viewer" };
  const write = await program.post(`${testUrls().BASE_URL}/api/trpc/tenants.invite`, { data });
  expect(write.status()).toBe(403);
  await page.reload();
  await expect(page.getByText(/^Used/)).toBeVisible();
  expect(await page.content()).not.toContain(key);
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  expect((await list()).status()).toBe(401);
  await program.dispose();
});

test("support access needs a reason, allows no changes, and is visible to the organisation", { tag: "@long" }, async ({
  page,
  browser,
}) => {
  await signUp(page, "Olive Owner");
  const name = fresh("Acme");
  const tenant = await createTenant(page, name);
  const operator = await (await browser.newContext()).newPage();
  const { email } = await signUp(operator, "Olga Operator");
  grantOperator(email);

  await operator.goto(`${testUrls().BASE_URL}/operator`);
  await operator.getByLabel("Search organisations").fill(name);
  await operator.getByRole("button", { name: `Open ${name}` }).click();
  await operator.getByLabel("Reason").fill("Help");
  await operator.getByRole("dialog").getByRole("button", { name: "Start" }).click();
  await expect(operator.getByText("Enter a short reason. The organisation can read it.")).toBeVisible();
  await operator.getByLabel("Reason").fill("They cannot find a member");
  await operator.getByRole("dialog").getByRole("button", { name: "Start" }).click();
  await operator.waitForURL(`**/t/${tenant}`);
  await expect(operator.getByText(/You are viewing .* for support/)).toBeVisible();
  await expectAccessible(operator);
  await operator.goto(at(tenant, "/members"));
  await expect(operator.getByRole("button", { name: "Invite" }).first()).toHaveAttribute("title", /permission/);

  await page.goto(at(tenant, "/activity"));
  await expect(page.getByText("started support access: They cannot find a member")).toBeVisible();
  await page.goto(at(tenant, "/settings"));
  await expect(page.getByText("Active now")).toBeVisible();
  await page.getByRole("button", { name: "End access" }).click();
  await expect(page.getByText("Active now")).toBeHidden();
  expect((await operator.goto(at(tenant, "/members")))?.status()).toBe(404);
  await operator.context().close();
});

test("the activity shows who did what, with values before and after, by person and record, and is exported", async ({
  page,
}) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { id } = await makeRole(page, tenant, "Packer");
  const permissions = ["tenants.read", "roles.read"];
  await call(page, tenant, "roles.update", { id, version: 1, name: "Sorter", permissions });
  await page.goto(at(tenant, "/activity"));
  const entry = page.getByRole("listitem").filter({ hasText: "changed the role Sorter" });
  await expect(entry).toContainText("Olive Owner");
  await entry.getByRole("button", { name: "Show the details" }).click();
  await expect(entry.getByText("Packer")).toBeVisible();
  await expect(entry.getByText("Sorter", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await entry.getByRole("link", { name: "All activity of this role" }).click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(2);
  await page.getByLabel("Filter by subject").selectOption("schedule");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "As CSV" }).click();
  await expect(page.getByRole("heading", { name: "Export activity" })).toBeVisible();
  const link = page.getByRole("link", { name: "Download the file" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const content = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
  expect(content).toContain("changed the role Sorter");
  // It came from the bucket by a signed URL.
  const url = new URL((await link.getAttribute("href")) ?? "", page.url()).href;
  const { location } = (await page.request.get(url, { maxRedirects: 0 })).headers();
  expect(location).toContain(JSON.parse(testUrls().STACK_ENV).S3_ENDPOINT);
  await page.goto(at(tenant, "/activity"));
  await expect(page.getByText("exported all activity")).toBeVisible();
});

test("retention periods are set in days, and reset to the default", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page, fresh("Keepers"));
  await page.goto(at(tenant, "/settings/retention"));
  const jobs = page.getByRole("list", { name: "Retention" }).getByRole("listitem").filter({ hasText: "Ended jobs" });
  await expect(jobs).toContainText("Kept for 30 days.");
  const change = async (days: string) => {
    await jobs.getByRole("button").click();
    const dialog = page.getByRole("dialog", { name: "Ended jobs and their logs" });
    await dialog.getByLabel("Days").fill(days);
    await dialog.getByRole("button", { name: "Save" }).click();
    return dialog;
  };
  const refused = await change("0");
  await expect(refused.getByText(/1 or more|at least 1|greater/i).first()).toBeVisible();
  await refused.getByLabel("Days").fill("14");
  await refused.getByRole("button", { name: "Save" }).click();
  await expect(jobs).toContainText(/Kept for 14 days\.\s*Default: 30 days\./);
  await expectAccessible(page);
  await change("");
  await expect(jobs).toContainText("Kept for 30 days.");
  await expect(jobs).not.toContainText("Default");
});

test("without a live connection the page polls for changes", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await page.route("**/api/trpc/system.live**", (route) => route.abort());
  await page.goto(at(tenant, "/roles"));
  await expect(page.getByText("Every few seconds", { exact: true }).first()).toBeAttached({ timeout: 20_000 });
  await makeRole(page, tenant, "Packer");
  await expect(page.getByRole("link", { name: "Packer" })).toBeVisible({ timeout: 20_000 });
});

test("a page that is refused a live connection polls, and retries the connection rarely", {
  tag: "@long",
}, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  let asked = 0;
  await page.route("**/api/trpc/system.live**", (route) => {
    asked += 1;
    return route.fulfill({ status: 429, headers: { "retry-after": "30" }, body: "" });
  });
  await page.goto(at(tenant, "/roles"));
  await expect(page.getByText("Every few seconds", { exact: true }).first()).toBeAttached({ timeout: 20_000 });
  await makeRole(page, tenant, "Packer");
  await expect(page.getByRole("link", { name: "Packer" })).toBeVisible({ timeout: 20_000 });
  expect(asked).toBeLessThanOrEqual(2);
});

/** The metrics of a process with their labels. */
function figuresIn(text: string): Map<string, Set<string>> {
  const figures = new Map<string, Set<string>>();
  for (const [, name = "", labels = ""] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = figures.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label);
    figures.set(name, known);
  }
  return figures;
}

/** The metrics and labels in a file of `deploy/monitoring`. */
function figuresAsked(file: string): [string, string[]][] {
  const text = readFileSync(new URL(`../deploy/monitoring/${file}`, import.meta.url), "utf8").replaceAll('\\"', '"');
  const given = new Set(["job", "instance"]); // by Prometheus
  return [...text.matchAll(/\b((?:waybill|nodejs|process)_\w+)(?:\{([^{}]*)\})?/g)].map(
    ([, name = "", chosen = ""]) => [
      name,
      [...chosen.matchAll(/(\w+)(?:=|!=|=~|!~)"/g)].map(([, label = ""]) => label).filter((label) => !given.has(label)),
    ],
  );
}

test("web and worker expose metrics", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await openDesk(page, tenant);
  await untilLive(page);
  await makeRole(page, tenant, "Packer");
  const read = async (url: string) => (await page.request.get(`${url}/metrics`)).text();
  const web = await read(testUrls().WEB_METRICS);
  const line = (name: string, ...labels: string[]) =>
    new RegExp(`^${name}\\{(?=[^}]*${labels.join(")(?=[^}]*")})[^}]*\\} [1-9]`, "m");
  const ok = 'path="roles.create",type="mutation",outcome="ok"';
  expect(web).toMatch(line("waybill_procedure_duration_seconds_count", ok));
  expect(web).toMatch(line("waybill_live_connections", 'process="web"'));
  expect(web).toMatch(line("waybill_database_connections", 'state="max"', 'process="web"'));
  const worker = await read(testUrls().WORKER_METRICS);
  expect(worker).toMatch(/waybill_queue_depth\{queue="mail.deliver",state="ready"/);
  expect(worker).toMatch(/waybill_queue_oldest_seconds\{queue="activity.export"/);
  // Either worker may take a job, so mail is sent until this one has delivered some.
  await expect(async () => {
    await call(page, null, "auth.signUp", { name: "Ada Lovelace", email: `${fresh("person")}@example.test` });
    const delivered = line("waybill_job_duration_seconds_count", 'job="mail.deliver",outcome="done"');
    expect(await read(testUrls().WORKER_METRICS)).toMatch(delivered);
  }).toPass({ timeout: 30_000 });
  expect(web).toMatch(line("waybill_http_requests_total", 'method="POST"', 'kind="procedure"', 'status="200"'));
  for (const text of [web, worker]) {
    expect(text).toMatch(line("waybill_database_up"));
    expect(text).toMatch(/^waybill_build_info\{version="\d+\.\d+\.\d+",node="v\d+/m);
  }
  // Dashboard and alerts use only existing metrics, and all of Waybill's own.
  const told = figuresIn(`${web}\n${await read(testUrls().WORKER_METRICS)}`);
  const asked = ["alerts.yaml", "dashboard.json"].flatMap(figuresAsked);
  for (const [name, labels] of asked) expect([...(told.get(name) ?? [])], name).toEqual(expect.arrayContaining(labels));
  const own = [...told.keys()].filter((name) => name.startsWith("waybill_") && !/_(?:sum|count|bucket)$/.test(name));
  expect(own.filter((name) => !asked.some(([one]) => one === name))).toEqual([]);
  expect((await page.request.get(`${testUrls().WORKER_METRICS}/ready`)).status()).toBe(200);
  expect((await page.request.get(`${testUrls().WORKER_METRICS}/nothing`)).status()).toBe(404);
});
