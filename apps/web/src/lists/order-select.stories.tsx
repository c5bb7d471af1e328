import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn } from "storybook/test";
import { OrderSelect } from "./order-select.tsx";

const meta = {
  component: OrderSelect<"name", "down">,
  args: {
    label: "Sort by",
    orders: [
      { order: "", text: "Best match" },
      { order: "name", text: "Name" },
      { order: "name down", text: "Name, Z to A" },
    ],
    way: "down",
    sort: undefined,
    turned: undefined,
    onChange: fn(),
  },
} satisfies Meta<typeof OrderSelect<"name", "down">>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Usual: Story = {
  async play({ canvas, userEvent, args }) {
    const select = canvas.getByLabelText("Sort by");
    await expect(select).toHaveDisplayValue("Best match");
    await userEvent.selectOptions(select, "Name, Z to A");
    await expect(args.onChange).toHaveBeenLastCalledWith("name", true);
  },
};

export const Turned: Story = {
  args: { sort: "name", turned: true },
  async play({ canvas, userEvent, args }) {
    const select = canvas.getByLabelText("Sort by");
    await expect(select).toHaveDisplayValue("Name, Z to A");
    await userEvent.selectOptions(select, "Name");
    await expect(args.onChange).toHaveBeenLastCalledWith("name", undefined);
    await userEvent.selectOptions(select, "Best match");
    await expect(args.onChange).toHaveBeenLastCalledWith("", undefined);
  },
};
