import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn } from "storybook/test";
import { MoreButton } from "./more-button.tsx";

const query = { hasNextPage: true, isFetchingNextPage: false, fetchNextPage: fn() };
const meta = { component: MoreButton, args: { query } } satisfies Meta<typeof MoreButton>;
export default meta;
type Story = StoryObj<typeof meta>;

export const More: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Show more" }));
    await expect(args.query.fetchNextPage).toHaveBeenCalledOnce();
  },
};

export const Loading: Story = {
  args: { query: { ...query, isFetchingNextPage: true } },
  async play({ canvas }) {
    await expect(canvas.getByRole("button", { name: "Loading…" })).toBeDisabled();
  },
};

export const Last: Story = {
  args: { query: { ...query, hasNextPage: false } },
  async play({ canvas }) {
    await expect(canvas.queryByRole("button")).toBeNull();
  },
};
