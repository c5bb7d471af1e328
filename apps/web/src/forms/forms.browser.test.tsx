import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { FieldIssue } from "@waybill/validators";
import { createParcel } from "@waybill/validators/parcels";
import { createTag } from "@waybill/validators/tags";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import { InEnglish } from "@/texts/in-english.tsx";
import { Trpc, useTRPC } from "@/trpc/client.tsx";
import { updateOptimistically, useAction } from "@/trpc/use-action.ts";
import { CheckboxField, CustomField, Form, NumberField, RowsField, SubmitButton, TextField } from "./fields.tsx";
import { useZodForm } from "./use-zod-form.ts";

const draw = (part: ReactNode) => render(part, { wrapper: InEnglish });

const place = "0198c7a0-0000-7000-8000-000000000001";
const item = "0198c7a0-0000-7000-8000-000000000002";
const tag = { id: place, name: "fragile", color: "red", version: 1 };

/** The server's answers by the procedure's path. Requests are recorded. */
let answers: Record<string, () => Promise<unknown>>;
let sent: string[];

const refused = (issues: FieldIssue[]) => async () => ({
  error: { message: "no", code: -32600, data: { code: "BAD_REQUEST", httpStatus: 400, requestId: "r", issues } },
});

beforeEach(() => {
  sent = [];
  answers = {};
  vi.stubGlobal("fetch", async (address: RequestInfo | URL) => {
    const { pathname } = new URL(String(address), location.href);
    const [, way = "", paths = ""] = /^\/api\/(trpc|check)\/(.*)$/.exec(pathname) ?? [];
    sent.push(`${way} ${paths}`);
    const all = await Promise.all(paths.split(",").map((path) => answers[path]?.() ?? { result: { data: null } }));
    return new Response(JSON.stringify(way === "check" ? all[0] : all), {
      status: 200,
      headers: { "content-type": "application/json" },
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

function TagForm({ onSaved }: { onSaved: () => void }) {
  const form = useZodForm({
    schema: createTag,
    defaultValues: { name: "", color: "blue" },
    mutation: useTRPC().tags.create.mutationOptions(),
    above: ["color"],
    onSaved,
  });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{ name: (field) => <TextField field={field} label="Name" help="Short." /> }}
    >
      <SubmitButton pending={form.pending}>Create</SubmitButton>
    </Form>
  );
}

function ParcelForm() {
  const form = useZodForm({
    schema: createParcel,
    defaultValues: { reference: "WB-1", recipientId: place, lines: [{ itemId: item, quantity: 1 }], note: "" },
    mutation: useTRPC().parcels.create.mutationOptions(),
    filled: ["note"],
    above: ["recipientId"],
    onSaved: () => {},
  });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
        reference: (field) => <TextField field={field} label="Reference" />,
        lines: (field) => (
          <RowsField
            field={field}
            label="Items"
            empty={{ itemId: item, quantity: 1 }}
            each={(index) => ({
              itemId: (one) => <TextField field={one} label={`Item ${index + 1}`} />,
              quantity: (one) => <NumberField field={one} label={`Quantity ${index + 1}`} />,
            })}
          >
            {(rows, add) => (
              <>
                {rows.map(({ key, index, inputs, remove }) => (
                  <div key={key}>
                    {inputs}
                    <button type="button" onClick={remove}>
                      Remove {index + 1}
                    </button>
                  </div>
                ))}
                <button type="button" onClick={add}>
                  Add
                </button>
              </>
            )}
          </RowsField>
        ),
        tagIds: (field) => (
          <CustomField field={field} label="Tags">
            {({ id, value, onChange, ...attributes }) => (
              <button
                id={id}
                type="button"
                aria-invalid={attributes["aria-invalid"]}
                onClick={() => onChange([...value, tag.id])}
              >
                tags
              </button>
            )}
          </CustomField>
        ),
        packed: (field) => <CheckboxField field={field} label="Packed" />,
      }}
    >
      <SubmitButton pending={form.pending}>Create</SubmitButton>
    </Form>
  );
}

const described = (element: Element) =>
  (element.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent)
    .join(" ");

const issue = (path: FieldIssue["path"], message: string): FieldIssue => ({ path, code: "stale", message });

test("an issue that the browser finds is shown at its input, which gets the focus; nothing is saved", async () => {
  const onSaved = vi.fn();
  await draw(
    <Trpc>
      <TagForm onSaved={onSaved} />
    </Trpc>,
  );
  await page.getByRole("button", { name: "Create" }).click();
  const name = page.getByLabelText("Name");
  await expect.element(name).toHaveAttribute("aria-invalid", "true");
  await expect.element(name).toHaveFocus();
  expect(described(name.element())).toBe("Fill this in. Short.");
  await expect.poll(() => sent).toEqual(["check tags.create"]);
  expect(onSaved).not.toHaveBeenCalled();
});

test("all issues of the server are shown at once: at their inputs, and above the form without an input", async () => {
  answers["parcels.create"] = refused([
    issue(["reference"], "Taken."),
    issue(["recipientId"], "No such place."),
    issue(["lines", 1, "quantity"], "Too many."),
    issue(["tagIds", 3], "No such tag."),
    issue(["packed"], "Not yet."),
    issue([], "Not today."),
  ]);
  await draw(
    <Trpc>
      <ParcelForm />
    </Trpc>,
  );
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  const alert = page.getByRole("alert");
  await expect.element(alert).toHaveTextContent("No such place.Not today.");
  for (const [label, message] of [
    ["Reference", "Taken."],
    ["Quantity 2", "Too many."],
    ["Packed", "Not yet."],
  ] as const) {
    const input = page.getByLabelText(label);
    await expect.element(input).toHaveAttribute("aria-invalid", "true");
    expect(described(input.element())).toBe(message);
  }
  await expect.element(page.getByText("No such tag.")).toBeVisible();
  await expect.element(page.getByLabelText("Quantity 1")).toHaveAttribute("aria-invalid", "false");
});

test("a saved form is reported once, with the values of the schema", async () => {
  answers["tags.create"] = async () => ({ result: { data: tag } });
  const onSaved = vi.fn();
  await draw(
    <Trpc>
      <TagForm onSaved={onSaved} />
    </Trpc>,
  );
  await page.getByLabelText("Name").fill("  fragile ");
  await page.getByRole("button", { name: "Create" }).click();
  await expect.poll(() => onSaved.mock.calls).toEqual([[tag, { name: "fragile", color: "blue" }]]);
  expect(sent).toEqual(["trpc tags.create"]);
});

function Tags() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.tags.list.queryOptions());
  const { run } = useAction(trpc.tags.delete.mutationOptions(), undefined, ({ id }) =>
    updateOptimistically(queryClient, trpc.tags.list.queryKey(), (list) => ({
      ...list,
      items: list.items.filter((one) => one.id !== id),
    })),
  );
  return data?.items.map(({ id, name }) => (
    <button key={id} type="button" onClick={() => run({ id })}>
      Delete {name}
    </button>
  ));
}

test("a mutation's change is shown before its answer, and reverted after a refusal", async () => {
  const asked = Promise.withResolvers<void>();
  answers["tags.list"] = async () => ({ result: { data: { items: [tag] } } });
  answers["tags.delete"] = async () => {
    await asked.promise;
    return refused([issue([], "It is in use.")])();
  };
  await draw(
    <Trpc>
      <Tags />
    </Trpc>,
  );
  const shown = page.getByRole("button", { name: "Delete fragile" });
  await shown.click();
  await expect.element(shown).not.toBeInTheDocument();
  asked.resolve();
  await expect.element(shown).toBeVisible();
});
