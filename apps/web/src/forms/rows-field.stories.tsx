import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import { Form } from "./form-element.tsx";
import { RowsField } from "./rows-field.tsx";
import { useLocalForm } from "./use-local-form.ts";
import { TextField } from "./value-fields.tsx";

const shelf = z.object({ boards: z.array(z.object({ label: z.string() })) });

function Boards() {
  const form = useLocalForm({ schema: shelf, defaultValues: { boards: [{ label: "Top" }] }, send: async () => {} });
  return (
    <Form
      form={form}
      guard={false}
      inputs={{
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
      {null}
    </Form>
  );
}

const meta = { component: Boards } satisfies Meta<typeof Boards>;
export default meta;

export const AddedAndRemoved: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Add a board" }));
    await userEvent.type(await canvas.findByLabelText("Board 2"), "Bottom");
    await userEvent.click(canvas.getByRole("button", { name: "Remove board 1" }));
    await expect(canvas.getByLabelText("Board 1")).toHaveValue("Bottom");
    await expect(canvas.queryByLabelText("Board 2")).toBeNull();
  },
};
