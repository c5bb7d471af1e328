import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, screen, waitFor } from "storybook/test";
import { Button } from "./button.tsx";
import { Popover } from "./popover.tsx";

const meta = {
  component: Popover,
  args: {
    "aria-label": "About the shelf",
    trigger: <Button>About</Button>,
    children: <p className="p-2">It holds 40 kg.</p>,
  },
} satisfies Meta<typeof Popover>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Opened: Story = {
  async play({ canvas, userEvent }) {
    const button = canvas.getByRole("button", { name: "About" });
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await userEvent.click(button);
    await expect(await screen.findByRole("dialog", { name: "About the shelf" })).toBeVisible();
    await expect(button).toHaveAttribute("aria-expanded", "true");
  },
};

export const ByKeyboard: Story = {
  async play({ canvas, userEvent }) {
    const button = canvas.getByRole("button", { name: "About" });
    button.focus();
    await userEvent.keyboard("{Enter}");
    await screen.findByRole("dialog");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(button).toHaveFocus());
    await expect(button).toHaveAttribute("aria-expanded", "false");
  },
};
