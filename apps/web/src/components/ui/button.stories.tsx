import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { PlusIcon } from "lucide-react";
import { expect, fn } from "storybook/test";
import { Button } from "./button.tsx";

const meta = { component: Button, args: { children: "Save", onClick: fn() } } satisfies Meta<typeof Button>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Secondary: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Save" }));
    await expect(args.onClick).toHaveBeenCalledOnce();
  },
};

export const Disabled: Story = {
  args: { disabled: true },
  async play({ canvas, args }) {
    canvas.getByRole("button").click();
    await expect(args.onClick).not.toHaveBeenCalled();
  },
};

export const Looks: Story = {
  render: () => (
    <div className="flex flex-wrap items-center gap-3">
      <Button variant="primary">
        <PlusIcon /> New
      </Button>
      <Button>Secondary</Button>
      <Button variant="ghost">Ghost</Button>
      <Button variant="danger">Delete</Button>
      <Button variant="link">A link</Button>
      <Button size="sm">Small</Button>
      <Button size="icon" aria-label="Add">
        <PlusIcon />
      </Button>
      <Button asChild>
        <a href="#there">On a link</a>
      </Button>
    </div>
  ),
  async play({ canvas }) {
    await expect(canvas.getByRole("link", { name: "On a link" })).toHaveAttribute("href", "#there");
  },
};
