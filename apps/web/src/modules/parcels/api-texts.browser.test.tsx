import { useQuery } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import type { FieldIssue } from "@waybill/validators";
import { createTag } from "@waybill/validators/tags";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { type ReactNode, Suspense } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import { ErrorState } from "@/components/states.tsx";
import { Toaster } from "@/components/toaster.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { ActivityPage } from "@/platform/activity/activity-page.tsx";
import { JobPage } from "@/platform/jobs/job-page.tsx";
import { InLanguage } from "@/texts/in-language.tsx";
import { Trpc, useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

// A German page shows English texts of the API in German.

const id = "0198c7a0-0000-7000-8000-000000000001";

/** The server's answers by the procedure's path. */
let answers: Record<string, unknown>;

const refused = (issues: FieldIssue[], message = "no", code = "BAD_REQUEST") => ({
  error: { message, code: -32600, data: { code, httpStatus: 400, requestId: "r", issues } },
});

beforeEach(() => {
  answers = {};
  vi.stubGlobal("fetch", async (address: RequestInfo | URL) => {
    const { pathname } = new URL(String(address), location.href);
    const [, paths = ""] = /^\/api\/trpc\/(.*)$/.exec(pathname) ?? [];
    return Response.json(paths.split(",").map((path) => answers[path] ?? { result: { data: null } }));
  });
});
afterEach(() => vi.unstubAllGlobals());

const draw = (part: ReactNode) =>
  render(
    <InLanguage language="de">
      <Trpc tenant="northwind">
        <NuqsTestingAdapter>
          <Suspense>{part}</Suspense>
        </NuqsTestingAdapter>
      </Trpc>
    </InLanguage>,
  );

function TagForm() {
  const form = useZodForm({
    schema: createTag,
    defaultValues: { name: "", color: "blue" },
    mutation: useTRPC().tags.create.mutationOptions(),
    above: ["color"],
    onSaved: () => {},
  });
  return (
    <Form form={form} guard={false} inputs={{ name: (field) => <TextField field={field} label="Name" /> }}>
      <SubmitButton pending={form.pending}>Anlegen</SubmitButton>
    </Form>
  );
}

test("a form shows its own errors, and those of the server at an input and above the form", async () => {
  answers["tags.create"] = refused([
    { path: ["name"], code: "taken", message: "A tag named fragile already exists." },
    { path: ["color"], code: "invalid", message: "Choose one from the list." },
  ]);
  await draw(<TagForm />);
  await page.getByRole("button", { name: "Anlegen" }).click();
  await expect.element(page.getByText("Füllen Sie dieses Feld aus.")).toBeVisible();
  await page.getByLabelText("Name").fill("fragile");
  await page.getByRole("button", { name: "Anlegen" }).click();
  await expect.element(page.getByText("Ein Schlagwort namens fragile gibt es bereits.")).toBeVisible();
  await expect.element(page.getByText("Wählen Sie einen Eintrag der Liste.")).toBeVisible();
});

function Archive() {
  const { run } = useAction(useTRPC().tags.delete.mutationOptions());
  return (
    <>
      <Toaster />
      <button type="button" onClick={() => void run({ id })}>
        Löschen
      </button>
    </>
  );
}

test("a toast shows a refusal", async () => {
  const message = "This tag is in use: item LAMP-1, parcel WB-1.";
  answers["tags.delete"] = refused([{ path: [], code: "conflict", message }]);
  await draw(<Archive />);
  await page.getByRole("button", { name: "Löschen" }).click();
  await expect.element(page.getByText("Noch in Verwendung (Schlagwort): Artikel LAMP-1, Paket WB-1.")).toBeVisible();
});

function Tag() {
  const { error } = useQuery(useTRPC().tags.list.queryOptions(undefined, { retry: false }));
  return error && <ErrorState error={error} />;
}

test("a page shows why it could not be read", async () => {
  answers["tags.list"] = refused([], "You need the permission tags.read for this.", "FORBIDDEN");
  await draw(<Tag />);
  await expect.element(page.getByText(/Dafür benötigen Sie das Recht tags\.read\./)).toBeVisible();
});

const at = "2026-05-01T08:00:00.000Z";
const given = (data: unknown) => ({ result: { data } });

test("a job: its title, its progress, its error and its log", async () => {
  answers["tenants.current"] = given({ permissions: ["jobs.read"], userId: id });
  answers["jobs.byId"] = given({
    ...{ id, name: "places.export", title: "Export places", state: "retrying", attempts: 1, done: 1200, total: 3000 },
    ...{ eventId: null, userId: id, userName: "Ada", requestId: "r", createdAt: at, startedAt: at, finishedAt: null },
    ...{ readable: true, error: "The server is busy. Try again in a moment.", message: "1,200 rows", input: {} },
    ...{
      result: null,
      lines: [{ id, attempt: 1, line: "Attempt 1 failed: Fill this in. The job will be retried.", at }],
    },
  } satisfies Record<keyof RouterOutputs["jobs"]["byId"], unknown>);
  await draw(<JobPage id={id} />);
  await expect.element(page.getByRole("heading", { name: "Export: Adressen" })).toBeVisible();
  await expect.element(page.getByText("1.200 Zeilen")).toBeVisible();
  await expect.element(page.getByText(/^Der Server ist ausgelastet/)).toBeVisible();
  const line = "Versuch 1 ist fehlgeschlagen: Füllen Sie dieses Feld aus. Der Job wird erneut ausgeführt.";
  await expect.element(page.getByText(line)).toBeVisible();
});

test("the sentence of an activity", async () => {
  answers["tenants.current"] = given({ permissions: ["activity.read"], userId: id });
  answers["activity.people"] = given({ items: [] });
  answers["retention.list"] = given({ items: [] });
  const entry = {
    ...{ id, action: "tag.created", entity: "tag", entityId: id, summary: "created the tag fragile", before: null },
    ...{ after: { name: "fragile" }, userId: id, userName: "Ada", actor: "user", actorId: null, actorName: null },
    ...{ ip: null, requestId: "r", createdAt: at },
  };
  answers["activity.list"] = given({ items: [entry], nextCursor: null });
  await draw(<ActivityPage />);
  await expect.element(page.getByText(/hat das Schlagwort fragile angelegt/)).toBeVisible();
});
