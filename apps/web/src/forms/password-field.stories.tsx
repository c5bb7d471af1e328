import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, waitFor } from "storybook/test";
import { z } from "zod";
import { Form } from "./fields.tsx";
import { PasswordField } from "./password-field.tsx";
import { useLocalForm } from "./use-local-form.ts";

function NewPassword({ context }: { context: readonly string[] }) {
  const form = useLocalForm({
    schema: z.object({ password: z.string() }),
    defaultValues: { password: "" },
    send: async () => {},
  });
  return (
    <Form
      form={form}
      guard={false}
      className="max-w-sm"
      inputs={{ password: (field) => <PasswordField field={field} label="New password" context={context} /> }}
    >
      {null}
    </Form>
  );
}

const meta = { component: NewPassword, args: { context: ["Ada Lovelace"] } } satisfies Meta<typeof NewPassword>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Weak: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.type(canvas.getByLabelText("New password"), "password123");
    await waitFor(() => expect(canvas.getByRole("status")).not.toHaveTextContent(/At least 10/));
  },
};

export const Strong: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.type(canvas.getByLabelText("New password"), "tundra 91 violin orbit");
    await waitFor(() => expect(canvas.getByRole("status")).toHaveTextContent(/^\w+/));
  },
};
