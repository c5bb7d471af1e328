import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, waitFor } from "storybook/test";
import { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import {
  CheckboxField,
  CustomField,
  Form,
  MoneyInput,
  NumberField,
  RowsField,
  SelectField,
  SubmitButton,
  TextareaField,
  TextField,
} from "./fields.tsx";
import { useLocalForm } from "./use-local-form.ts";

const shelf = z.object({
  name: z.string().min(1, "Fill this in."),
  note: z.string(),
  zone: z.enum(["cold", "attic"]),
  holds: z.number("This is not a number.").int().min(1, "At least one."),
  price: z.number().int(),
  locked: z.boolean(),
  boards: z.array(z.object({ label: z.string().min(1, "Fill this in.") })),
});

function ShelfForm({ send }: { send: (values: z.output<typeof shelf>) => Promise<void> }) {
  const form = useLocalForm({
    schema: shelf,
    defaultValues: { name: "", note: "", zone: "cold", holds: 4, price: 1250, locked: false, boards: [] },
    mode: "onTouched",
    send,
  });
  return (
    <Form
      form={form}
      guard={false}
      className="max-w-xl"
      inputs={{
        name: (field) => <TextField field={field} label="Name" help="As it stands on its side." />,
        note: (field) => <TextareaField field={field} label="Note" />,
        zone: (field) => (
          <SelectField field={field} label="Zone">
            <option value="cold">Cold store</option>
            <option value="attic">Attic</option>
          </SelectField>
        ),
        holds: (field) => <NumberField field={field} label="Holds" suffix="kg" />,
        price: (field) => (
          <CustomField field={field} label="Price">
            {(input) => <MoneyInput {...input} currency="EUR" />}
          </CustomField>
        ),
        locked: (field) => <CheckboxField field={field} label="Locked" help="Only admins open it." />,
        boards: (field) => (
          <RowsField
            field={field}
            label="Boards"
            empty={{ label: "" }}
            each={(index) => ({ label: (one) => <TextField field={one} label={`Board ${index + 1}`} /> })}
          >
            {(rows, add) => (
              <>
                {rows.map(({ key, index, inputs, remove }) => (
                  <div key={key} className="flex items-end gap-2">
                    {inputs}
                    <Button aria-label={`Remove board ${index + 1}`} onClick={remove}>
                      Remove
                    </Button>
                  </div>
                ))}
                <Button onClick={add}>Add a board</Button>
              </>
            )}
          </RowsField>
        ),
      }}
    >
      <SubmitButton pending={form.pending}>Create shelf</SubmitButton>
    </Form>
  );
}

const meta = { component: ShelfForm, args: { send: fn(async (_values: z.output<typeof shelf>) => {}) } } satisfies Meta<
  typeof ShelfForm
>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Filled: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.type(canvas.getByLabelText("Name"), "Shelf 4");
    await userEvent.selectOptions(canvas.getByLabelText("Zone"), "attic");
    await userEvent.click(canvas.getByLabelText("Locked"));
    await userEvent.click(canvas.getByRole("button", { name: "Add a board" }));
    await userEvent.type(await canvas.findByLabelText("Board 1"), "Top");
    await userEvent.click(canvas.getByRole("button", { name: "Create shelf" }));
    await waitFor(() => expect(args.send).toHaveBeenCalledOnce());
    await expect(args.send.mock.lastCall?.[0]).toEqual({
      ...{ name: "Shelf 4", note: "", zone: "attic", holds: 4, price: 1250, locked: true, boards: [{ label: "Top" }] },
    });
  },
};

export const Refused: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.clear(canvas.getByLabelText("Holds"));
    await userEvent.click(canvas.getByRole("button", { name: "Add a board" }));
    await userEvent.click(canvas.getByRole("button", { name: "Create shelf" }));
    const name = canvas.getByLabelText("Name");
    await waitFor(() => expect(name).toHaveFocus());
    await expect(args.send).not.toHaveBeenCalled();
    await expect(name).toHaveAccessibleDescription(/Fill this in\./);
    await expect(canvas.getByLabelText("Holds")).toBeInvalid();
    await expect(canvas.getByLabelText("Board 1")).toBeInvalid();
  },
};
