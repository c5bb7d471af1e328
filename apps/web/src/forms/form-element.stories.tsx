import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, waitFor } from "storybook/test";
import { z } from "zod";
import { Form, SubmitButton } from "./form-element.tsx";
import { useLocalForm } from "./use-local-form.ts";
import { TextField } from "./value-fields.tsx";

const shelf = z.object({ name: z.string().min(1, "Fill this in.") });

function ShelfForm({ send }: { send: (values: z.output<typeof shelf>) => Promise<void> }) {
  const form = useLocalForm({ schema: shelf, defaultValues: { name: "" }, send });
  return (
    <Form
      form={form}
      guard={false}
      intro={<p>A shelf is where things lie.</p>}
      inputs={{ name: (field) => <TextField field={field} label="Name" /> }}
    >
      <SubmitButton pending={form.pending}>Create shelf</SubmitButton>
    </Form>
  );
}

const meta = { component: ShelfForm, args: { send: fn(async (_values: z.output<typeof shelf>) => {}) } } satisfies Meta<
  typeof ShelfForm
>;
export default meta;

export const Sent: StoryObj<typeof meta> = {
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Create shelf" }));
    await waitFor(() => expect(canvas.getByLabelText("Name")).toHaveFocus());
    await expect(args.send).not.toHaveBeenCalled();
    await userEvent.keyboard("Shelf 4{Enter}");
    await waitFor(() => expect(args.send).toHaveBeenCalledOnce());
  },
};
