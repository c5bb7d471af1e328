import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { ScrollRegion } from "./scroll-region.tsx";

const meta = {
  component: ScrollRegion,
  args: { label: "Lines", className: "max-h-24 rounded-md border border-line p-2", children: null },
} satisfies Meta<typeof ScrollRegion>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Long: Story = {
  args: { children: Array.from({ length: 40 }, (_, line) => <p key={line}>Line {line + 1}</p>) },
  async play({ canvas, userEvent }) {
    await userEvent.tab();
    await expect(canvas.getByRole("region", { name: "Lines" })).toHaveFocus();
  },
};
