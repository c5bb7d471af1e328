import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn } from "storybook/test";
import { Button } from "@/components/ui/button.tsx";
import { SelectionBar } from "./selection-bar.tsx";

const [cleared, all] = [fn(), fn()];

const meta = {
  component: SelectionBar,
  args: {
    selection: {
      state: { a: true, b: true },
      onChange: cleared,
      actions: (ids) => <Button size="sm">Archive {ids.length}</Button>,
      matching: { count: 1200, chosen: false, onChoose: all },
    },
    chosen: ["a", "b"],
    all: true,
  },
} satisfies Meta<typeof SelectionBar>;
export default meta;

export const OnePage: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    await expect(canvas.getByRole("button", { name: "Archive 2" })).toBeVisible();
    await userEvent.click(canvas.getByRole("button", { name: "Select all 1,200 matching rows" }));
    await expect(all).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByRole("button", { name: "Clear" }));
    await expect(cleared).toHaveBeenCalledWith({});
  },
};
