import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { z } from "zod";
import { useLocalForm } from "./use-local-form.ts";
import { CheckboxField, NumberField, SelectField, TextareaField, TextField } from "./value-fields.tsx";

const shelf = z.object({
  name: z.string(),
  note: z.string(),
  zone: z.enum(["cold", "attic"]),
  holds: z.number(),
  locked: z.boolean(),
});

function Shelf() {
  const form = useLocalForm({
    schema: shelf,
    defaultValues: { name: "Shelf 4", note: "", zone: "cold", holds: 4, locked: false },
    mode: "onTouched",
    send: async () => {},
  });
  return (
    <div className="grid max-w-xl grid-cols-6 gap-4">
      <TextField field={form.field("name")} label="Name" />
      <TextareaField field={form.field("note")} label="Note" />
      <SelectField field={form.field("zone")} label="Zone">
        <option value="cold">Cold store</option>
        <option value="attic">Attic</option>
      </SelectField>
      <NumberField field={form.field("holds")} label="Holds" suffix="kg" />
      <CheckboxField field={form.field("locked")} label="Locked" help="Only admins open it." />
      <output aria-label="Kept">{JSON.stringify(form.watch("holds"))}</output>
    </div>
  );
}

const meta = { component: Shelf } satisfies Meta<typeof Shelf>;
export default meta;

export const Typed: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    await expect(canvas.getByLabelText("Name")).toHaveValue("Shelf 4");
    await userEvent.clear(canvas.getByLabelText("Holds"));
    await userEvent.type(canvas.getByLabelText("Holds"), "12,5");
    await expect(canvas.getByLabelText("Kept")).toHaveTextContent("12.5");
    await userEvent.click(canvas.getByLabelText("Locked"));
    await expect(canvas.getByLabelText("Locked")).toBeChecked();
  },
};
