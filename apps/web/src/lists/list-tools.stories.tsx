import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, waitFor } from "storybook/test";
import { FilterChip, Pager, SearchInput } from "./list-tools.tsx";

const meta = {
  component: SearchInput,
  args: { value: "", placeholder: "Search shelves", onChange: fn() },
} satisfies Meta<typeof SearchInput>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Search: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.keyboard("/");
    await expect(canvas.getByRole("searchbox", { name: "Search shelves" })).toHaveFocus();
    await userEvent.keyboard("cold");
    await waitFor(() => expect(args.onChange).toHaveBeenLastCalledWith("cold"));
  },
};

const removed = fn();
export const Filter: Story = {
  render: () => <FilterChip label="State" value="Packed" onRemove={removed} />,
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Remove the filter State" }));
    await expect(removed).toHaveBeenCalledOnce();
  },
};

const turned = fn();
export const Pages: Story = {
  render: () => <Pager list={{ page: 1, pageCount: 3, total: 130, more: false }} onPage={turned} />,
  async play({ canvas, userEvent }) {
    await expect(canvas.getByRole("button", { name: "Previous" })).toBeDisabled();
    await userEvent.click(canvas.getByRole("button", { name: "Next" }));
    await expect(turned).toHaveBeenCalledWith(2);
  },
};

const ledBack = fn();
export const PageWithoutRows: Story = {
  render: () => <Pager list={{ page: 2, pageCount: 1, total: 25, more: false }} onPage={ledBack} />,
  async play({ canvas, userEvent }) {
    await expect(canvas.getByRole("button", { name: "Next" })).toBeDisabled();
    await userEvent.click(canvas.getByRole("button", { name: "Previous" }));
    await expect(ledBack).toHaveBeenCalledWith(1);
  },
};
