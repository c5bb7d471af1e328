import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { Facts } from "./facts.tsx";

const meta = { component: Facts } satisfies Meta<typeof Facts>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Few: Story = {
  args: {
    facts: [
      ["Carrier", "Swift"],
      ["Note", "A text without any place to break that is much wider than its column: ".concat("x".repeat(300))],
    ],
  },
  async play({ canvas, canvasElement }) {
    await expect(canvas.getAllByRole("term")).toHaveLength(2);
    await expect(canvasElement.scrollWidth).toBeLessThanOrEqual(canvasElement.clientWidth);
  },
};
