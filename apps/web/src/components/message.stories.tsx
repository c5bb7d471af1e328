import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { PackageIcon } from "lucide-react";
import { expect } from "storybook/test";
import { Message } from "./message.tsx";
import { Button } from "./ui/button.tsx";

const meta = {
  component: Message,
  args: {
    icon: <PackageIcon />,
    title: "No shelves yet",
    children: "A shelf is where things lie.",
    actions: <Button>New shelf</Button>,
  },
} satisfies Meta<typeof Message>;
export default meta;

export const WithActions: StoryObj<typeof meta> = {
  async play({ canvas }) {
    await expect(canvas.getByRole("button", { name: "New shelf" })).toBeVisible();
  },
};
