import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { z } from "zod";
import { ConcurrentChanges } from "./concurrent-changes.tsx";
import { Form, TextField } from "./fields.tsx";
import { useLocalForm } from "./use-local-form.ts";

const before = { name: "Shelf 4", note: "", version: 1 };

function Changed({ now }: { now: typeof before }) {
  const form = useLocalForm({
    schema: z.object({ name: z.string(), note: z.string(), version: z.number() }),
    defaultValues: before,
    send: async () => {},
  });
  return (
    <Form
      form={form}
      guard={false}
      className="max-w-md"
      intro={<ConcurrentChanges form={form} now={now} labels={{ name: "Name", note: "Note", version: "Version" }} />}
      inputs={{
        name: (field) => <TextField field={field} label="Name" />,
        note: (field) => <TextField field={field} label="Note" />,
        version: () => null,
      }}
    >
      {null}
    </Form>
  );
}

const meta = { component: Changed, args: { now: { name: "Shelf 5", note: "Cold", version: 2 } } } satisfies Meta<
  typeof Changed
>;
export default meta;
type Story = StoryObj<typeof meta>;

export const BroughtTogether: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.type(canvas.getByLabelText("Note"), "Mine");
    await expect(await canvas.findByText(/you changed it too, and your value would be kept/)).toBeVisible();
    await userEvent.click(canvas.getByRole("button", { name: "Take their changes, keep mine" }));
    await expect(canvas.getByLabelText("Name")).toHaveValue("Shelf 5");
    await expect(canvas.getByLabelText("Note")).toHaveValue("Mine");
  },
};

export const Same: Story = {
  args: { now: before },
  async play({ canvas }) {
    await expect(canvas.queryByText("Someone changed this in the meantime.")).toBeNull();
  },
};
