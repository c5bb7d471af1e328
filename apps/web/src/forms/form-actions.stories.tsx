import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn } from "storybook/test";
import { FormActions } from "./form-actions.tsx";

const meta = { component: FormActions, args: { pending: false, onCancel: fn() } } satisfies Meta<typeof FormActions>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Saves: Story = {
  async play({ canvas, userEvent, args }) {
    await expect(canvas.getByRole("button", { name: "Save" })).toHaveAttribute("type", "submit");
    await userEvent.click(canvas.getByRole("button", { name: "Cancel" }));
    await expect(args.onCancel).toHaveBeenCalledOnce();
  },
};

export const Creates: Story = {
  args: { submit: "Create shelf" },
  async play({ canvas }) {
    await expect(canvas.getByRole("button", { name: "Create shelf" })).toHaveAttribute("type", "submit");
  },
};
