import { readFileSync } from "node:fs";
import { type Page, request } from "@playwright/test";
import { z } from "zod";
import {
  call,
  colleague,
  createTenant,
  expect,
  expectAccessible,
  fresh,
  grantOperator,
  openDesk,
  places,
  signUp,
  stockTheDesk,
  test,
  untilLive,
} from "./support/desk.ts";

/** A packed parcel. @returns its id */
async function packedParcel(page: Page, tenant: string, reference = fresh("WB")): Promise<string> {
  const { lamp, ada } = await stockTheDesk(page, tenant);
  const lines = [{ itemId: lamp.id, quantity: 1 }];
  return (await call(page, tenant, "parcels.create", { reference, recipientId: ada.id, lines, packed: true })).id;
}

const at = (tenant: string, path: string) => `${places().BASE_URL}/t/${tenant}${path}`;

test("a role is made in the matrix, given to a member, and holds from the next request on", { tag: "@long" }, async ({
  page,
}) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  await page.goto(at(tenant, "/roles/new"));
  await page.getByLabel("Name").fill("Packer");
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByText("Choose at least one permission.")).toBeVisible();
  for (const permission of ["Parcels: Read", "Items: Read", "Organisation: Read", "Parcels: Update"]) {
    await page.getByLabel(permission, { exact: true }).check();
  }
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("link", { name: "Packer" })).toBeVisible();
  await expectAccessible(page);

  const other = await colleague(page, tenant, "viewer", "Pia Packer");
  await page.goto(at(tenant, "/members"));
  await page.getByLabel("Role of Pia Packer").selectOption({ label: "Packer" });
  await expect(page.getByText("Pia Packer has a new role")).toBeVisible();
  const id = await packedParcel(page, tenant);
  await other.goto(at(tenant, `/parcels/${id}`));
  const dispatch = other.getByRole("button", { name: "Dispatch" });
  await expect(dispatch).toHaveAttribute("title", "You need the permission parcels.dispatch for this.");
  await expect(other.getByRole("link", { name: "Tags" })).toHaveCount(0);

  await page.goto(at(tenant, "/roles"));
  await page.getByRole("link", { name: "Packer" }).click();
  await page.getByLabel("Parcels: Dispatch").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Roles" })).toBeVisible();
  await other.reload();
  await untilLive(other);
  await dispatch.click();
  await expect(other.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await other.context().close();
});

test("an API key is shown once, does what it may, is seen to be used, and ends when it is revoked", async ({
  page,
}) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await stockTheDesk(page, tenant);
  await page.goto(at(tenant, "/api-keys"));
  await page.getByRole("button", { name: "New API key" }).first().click();
  await page.getByLabel("Name").fill("Warehouse script");
  await page.getByLabel("Items: Read", { exact: true }).check();
  await page.getByRole("button", { name: "Create API key" }).click();
  const key = (await page.getByTestId("new-key").textContent()) ?? "";
  expect(key).toMatch(/^wb_/);
  await expectAccessible(page);

  const program = await request.newContext({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  const list = () => program.get(`${places().BASE_URL}/api/trpc/items.list?input=${encodeURIComponent("{}")}`);
  expect((await (await list()).json()).result.data.total).toBe(2);
  const write = await program.post(`${places().BASE_URL}/api/trpc/tags.create`, { data: { name: "No", color: "red" } });
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

test("an operator looks in for a reason, changes nothing, and the organisation sees it", { tag: "@long" }, async ({
  page,
  browser,
}) => {
  await signUp(page, "Olive Owner");
  const name = fresh("Acme");
  const tenant = await createTenant(page, name);
  const operator = await (await browser.newContext()).newPage();
  const { email } = await signUp(operator, "Olga Operator");
  grantOperator(email);

  await operator.goto(`${places().BASE_URL}/operator`);
  await operator.getByLabel("Search by name or address").fill(name);
  await operator.getByRole("button", { name: `Look into ${name}` }).click();
  await operator.getByLabel("Reason").fill("Help");
  await operator.getByRole("dialog").getByRole("button", { name: "Look in" }).click();
  await expect(operator.getByText("Say in a few words why: the organisation reads it.")).toBeVisible();
  await operator.getByLabel("Reason").fill("They cannot find a parcel");
  await operator.getByRole("dialog").getByRole("button", { name: "Look in" }).click();
  await operator.waitForURL(`**/t/${tenant}`);
  await expect(operator.getByText(/You look into .* for support/)).toBeVisible();
  await expect(operator.getByRole("button", { name: "New parcel" }).first()).toHaveAttribute("title", /permission/);
  await expectAccessible(operator);

  await page.goto(at(tenant, "/activity"));
  await expect(page.getByText("began to look in for support: They cannot find a parcel")).toBeVisible();
  await page.goto(at(tenant, "/settings"));
  await expect(page.getByText("Looking in now")).toBeVisible();
  await page.getByRole("button", { name: "Show them out" }).click();
  await expect(page.getByText("Looking in now")).toBeHidden();
  expect((await operator.goto(at(tenant, "/parcels")))?.status()).toBe(404);
  await operator.context().close();
});

test("the activity tells who did what, before and after, by person and subject, and is exported", async ({ page }) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { lamp } = await stockTheDesk(page, tenant);
  await call(page, tenant, "items.update", {
    ...{ id: lamp.id, version: 1, name: "Reading lamp" },
  });
  await page.goto(at(tenant, "/activity"));
  const entry = page.getByRole("listitem").filter({ hasText: "changed the item LAMP" });
  await expect(entry).toContainText("Olive Owner");
  await entry.getByRole("button", { name: "Show the details" }).click();
  await expect(entry.getByText("Desk lamp")).toBeVisible();
  await expect(entry.getByText("Reading lamp")).toBeVisible();
  await expectAccessible(page);
  await entry.getByRole("link", { name: "Everything about this item" }).click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(2);
  await page.getByLabel("Filter by subject").selectOption("tag");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "As CSV" }).click();
  await expect(page.getByRole("heading", { name: "Export activity" })).toBeVisible();
  const link = page.getByRole("link", { name: "Download the file" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const content = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
  expect(content).toContain("changed the item LAMP");
  // It came from the bucket itself, by an address that the desk has signed.
  const address = new URL((await link.getAttribute("href")) ?? "", page.url()).href;
  const { location } = (await page.request.get(address, { maxRedirects: 0 })).headers();
  expect(location).toContain(JSON.parse(places().STACK_ENV).S3_ENDPOINT);
  await page.goto(at(tenant, "/activity"));
  await expect(page.getByText("exported all activity")).toBeVisible();
});

test("an event shows who reacted; a handler sees it again; the map shows who publishes and listens", {
  tag: "@long",
}, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const id = await packedParcel(page, tenant);
  await call(page, tenant, "parcels.dispatch", { id });
  await page.goto(at(tenant, "/events"));
  await page.getByRole("link", { name: "parcel.dispatched" }).click();
  await expect(page.getByText("parcels.startCarriage")).toBeVisible();
  const done = page.getByRole("main").getByText("Done", { exact: true });
  await expect(done).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Replay" }).click();
  await expect(done).toHaveCount(2);
  await page.goto(at(tenant, "/events/map"));
  await expect(page.getByRole("heading", { name: "Parcels" })).toBeVisible();
  await page.getByRole("listitem").filter({ hasText: "parcels.startCarriage" }).getByRole("button").click();
  await expect(page.getByText("0 events will be shown to it.")).toBeVisible();
  await page.getByLabel("Everything").check();
  await expect(page.getByText("1 event will be shown to it.")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
  await expect(page.getByRole("heading", { name: "Replay events" })).toBeVisible();
  await expect(page.getByText("1 of 1 events")).toBeVisible();
  await page.goto(at(tenant, "/events/dead-letters"));
  await expect(page.getByText("No dead letters")).toBeVisible();
});

test("for how long things are kept is set by the day, and back to the default", async ({ page }) => {
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
  await expect(jobs).toContainText(/Kept for 14 days\.\s*Default: for 30 days\./);
  await expectAccessible(page);
  await change("");
  await expect(jobs).toContainText("Kept for 30 days.");
  await expect(jobs).not.toContainText("Default");
});

test("a job that failed says why, line by line, and is run again; a schedule is switched on", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const answer = await page.request.post(`${places().BASE_URL}/api/files?for=items.import&name=nonsense.csv`, {
    headers: { "x-tenant-id": tenant, "content-type": "text/csv" },
    data: "these,are,no,columns\n1,2,3,4\n",
  });
  const { id: fileId } = await answer.json();
  await call(page, tenant, "items.import", { fileId });
  await page.goto(at(tenant, "/jobs"));
  await page.getByRole("link", { name: "Import items" }).click();
  await expect(page.getByText("The file lacks the column sku").first()).toBeVisible();
  await expect(page.getByRole("list", { name: "Log" }).getByRole("listitem")).toHaveCount(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page.getByRole("list", { name: "Log" }).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("link", { name: "Jobs" }).first().click();
  await page.getByRole("link", { name: "Schedules" }).click();
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByLabel("When").fill("0 25 * * *");
  await page.getByLabel("Switched on").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("This is no time that ever comes.")).toBeVisible();
  await page.getByLabel("When").fill("0 7 * * *");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/next on .*7:00/)).toBeVisible();
});

test("two web processes: what is done on one appears on the other, and who has a parcel open is seen", async ({
  page,
}) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const id = await packedParcel(page, tenant);
  const other = await colleague(page, tenant, "dispatcher", "Dora Dispatcher");
  // The cookie belongs to the host, whatever the port.
  await other.goto(`${places().OTHER_URL}/t/${tenant}/parcels/${id}`);
  await untilLive(other);
  await page.goto(at(tenant, `/parcels/${id}`));
  await untilLive(page);
  await expect(page.getByText("Dora Dispatcher is here too")).toBeVisible();
  await expect(other.getByText("Olive Owner is here too")).toBeVisible();
  await page.getByRole("button", { name: "Dispatch" }).click();
  await expect(other.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await other.goto("about:blank");
  await expect(page.getByText("Dora Dispatcher is here too")).toBeHidden();
  await other.context().close();
});

test("a form whose subject was changed meanwhile says what, brings both together, and loses nothing", async ({
  page,
}) => {
  await signUp(page, "Olive Owner");
  const tenant = await createTenant(page);
  const { lamp } = await stockTheDesk(page, tenant);
  await page.goto(at(tenant, `/items/${lamp.id}`));
  await untilLive(page);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Name").fill("My lamp");
  await call(page, tenant, "items.update", { id: lamp.id, version: 1, name: "Their lamp", weight: 777 });
  await expect(page.getByText("Somebody changed this meanwhile.")).toBeVisible();
  await expect(page.getByText("Weight is now “777”.")).toBeVisible();
  await expect(page.getByText("you changed it too, and yours would stay")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Olive Owner changed this in the meantime.").first()).toBeVisible();
  await page.getByRole("button", { name: "Take their changes, keep mine" }).click();
  await expect(page.getByLabel("Weight")).toHaveValue("777");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "My lamp" })).toBeVisible();
  await expect(page.getByText("777 g", { exact: true })).toBeVisible();
});

test("without a live connection the page looks for changes by itself", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await page.route("**/api/trpc/core.live**", (route) => route.abort());
  await page.goto(at(tenant, "/items"));
  await expect(page.getByText("Every few seconds", { exact: true }).first()).toBeAttached({ timeout: 20_000 });
  await stockTheDesk(page, tenant);
  await expect(page.getByRole("link", { name: "LAMP" })).toBeVisible({ timeout: 20_000 });
});

test("a page that may not have one more live connection looks for changes, and does not ask again and again", {
  tag: "@long",
}, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  let asked = 0;
  await page.route("**/api/trpc/core.live**", (route) => {
    asked += 1;
    return route.fulfill({ status: 429, headers: { "retry-after": "30" }, body: "" });
  });
  await page.goto(at(tenant, "/items"));
  await expect(page.getByText("Every few seconds", { exact: true }).first()).toBeAttached({ timeout: 20_000 });
  await stockTheDesk(page, tenant);
  await expect(page.getByRole("link", { name: "LAMP" })).toBeVisible({ timeout: 20_000 });
  expect(asked).toBeLessThanOrEqual(2);
});

const span = z.object({
  service: z.string(),
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
});

test("a trace goes from the browser's request over the procedure and its SQL to the jobs in the worker", {
  tag: "@long",
}, async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  const id = await packedParcel(page, tenant);
  await page.goto(at(tenant, `/parcels/${id}`));
  await untilLive(page);
  const [sent] = await Promise.all([
    page.waitForRequest((one) => one.url().includes("parcels.dispatch")),
    page.getByRole("button", { name: "Dispatch" }).click(),
  ]);
  await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  const traceId = (await sent.headerValue("traceparent"))?.split("-")[1];
  const own = async () => {
    const spans = z.array(span).parse(await (await page.request.get(places().TRACES_ADDRESS)).json());
    return spans.filter((one) => one.traceId === traceId).map((one) => `${one.service} ${one.name}`);
  };
  const wanted = [
    "waybill-web mutation parcels.dispatch",
    "waybill-web sql",
    "waybill-worker job parcels.startCarriage",
    "waybill-worker job parcels.makeLabel",
    "waybill-worker job parcels.handOver",
    "waybill-worker sql",
  ];
  const missing = async () => {
    const there = new Set(await own());
    return wanted.filter((name) => !there.has(name));
  };
  await expect.poll(missing).toEqual([]);
});

/** The names of what a process tells Prometheus, each with its labels. */
function figuresIn(text: string): Map<string, Set<string>> {
  const figures = new Map<string, Set<string>>();
  for (const [, name = "", labels = ""] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = figures.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label);
    figures.set(name, known);
  }
  return figures;
}

/** The names that a file of `deploy/monitoring` asks Prometheus for, with the labels that it chooses by. */
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

test("web and worker tell their figures", async ({ page }) => {
  await signUp(page);
  const tenant = await createTenant(page);
  await openDesk(page, tenant);
  await untilLive(page);
  const id = await packedParcel(page, tenant);
  await call(page, tenant, "parcels.dispatch", { id });
  const read = async (address: string) => (await page.request.get(`${address}/metrics`)).text();
  const web = await read(places().WEB_METRICS);
  const line = (name: string, ...labels: string[]) =>
    new RegExp(`^${name}\\{(?=[^}]*${labels.join(")(?=[^}]*")})[^}]*\\} [1-9]`, "m");
  const ok = 'path="parcels.dispatch",type="mutation",outcome="ok"';
  expect(web).toMatch(line("waybill_procedure_duration_seconds_count", ok));
  expect(web).toMatch(line("waybill_live_connections", 'process="web"'));
  expect(web).toMatch(line("waybill_database_connections", 'state="max"', 'process="web"'));
  const worker = await read(places().WORKER_METRICS);
  expect(worker).toMatch(/waybill_queue_depth\{queue="parcels.makeLabel",state="ready"/);
  expect(worker).toMatch(/waybill_queue_oldest_seconds\{queue="parcels.track"/);
  // Either worker may take a job: there is mail until this one has delivered some.
  await expect(async () => {
    await call(page, null, "auth.signUp", { name: "Ada Lovelace", email: `${fresh("person")}@example.test` });
    const delivered = line("waybill_job_duration_seconds_count", 'job="mail.deliver",outcome="done"');
    expect(await read(places().WORKER_METRICS)).toMatch(delivered);
  }).toPass({ timeout: 30_000 });
  expect(web).toMatch(line("waybill_http_requests_total", 'method="POST"', 'kind="procedure"', 'status="200"'));
  for (const text of [web, worker]) {
    expect(text).toMatch(line("waybill_database_up"));
    expect(text).toMatch(/^waybill_build_info\{version="\d+\.\d+\.\d+",node="v\d+/m);
  }
  // The dashboard and the alerts ask for nothing that is not told, and leave out no figure of Waybill's own.
  const told = figuresIn(`${web}\n${await read(places().WORKER_METRICS)}`);
  const asked = ["alerts.yaml", "dashboard.json"].flatMap(figuresAsked);
  for (const [name, labels] of asked) expect([...(told.get(name) ?? [])], name).toEqual(expect.arrayContaining(labels));
  const own = [...told.keys()].filter((name) => name.startsWith("waybill_") && !/_(?:sum|count|bucket)$/.test(name));
  expect(own.filter((name) => !asked.some(([one]) => one === name))).toEqual([]);
  expect((await page.request.get(`${places().WORKER_METRICS}/ready`)).status()).toBe(200);
  expect((await page.request.get(`${places().WORKER_METRICS}/nothing`)).status()).toBe(404);
});
