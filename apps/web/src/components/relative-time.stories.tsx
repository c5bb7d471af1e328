import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { RelativeTime } from "./relative-time.tsx";

const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const meta = { component: RelativeTime } satisfies Meta<typeof RelativeTime>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Past: Story = {
  args: { at: hoursFromNow(-3) },
  async play({ canvas }) {
    await expect(canvas.getByText("3 hours ago")).toHaveAttribute("title");
  },
};

export const Future: Story = {
  args: { at: hoursFromNow(49) },
  async play({ canvas }) {
    await expect(canvas.getByText("in 2 days")).toBeVisible();
  },
};
