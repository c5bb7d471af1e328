import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, screen } from "storybook/test";
import { ConfirmAction } from "./confirm-action.tsx";

const meta = {
  component: ConfirmAction,
  args: {
    title: "Revoke the key “Webshop”?",
    about: "Programs that use it are refused from now on.",
    action: "Revoke",
    disabled: false,
    onConfirm: fn(),
    onClose: fn(),
  },
} satisfies Meta<typeof ConfirmAction>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Confirmed: Story = {
  async play({ userEvent, args }) {
    await userEvent.click(await screen.findByRole("button", { name: "Revoke" }));
    await expect(args.onConfirm).toHaveBeenCalledOnce();
  },
};

export const Kept: Story = {
  async play({ userEvent, args }) {
    await userEvent.click(await screen.findByRole("button", { name: "Keep it" }));
    await expect(args.onClose).toHaveBeenCalledOnce();
    await expect(args.onConfirm).not.toHaveBeenCalled();
  },
};

export const Disabled: Story = {
  args: { keep: "Keep key", disabled: true },
  async play() {
    await expect(await screen.findByRole("button", { name: "Revoke" })).toBeDisabled();
    await expect(screen.getByRole("button", { name: "Keep key" })).toBeEnabled();
  },
};
