import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { BoxIcon } from "lucide-react";
import { expect, fn } from "storybook/test";
import { EmptyState } from "@/components/states.tsx";
import { Card } from "@/components/ui/surface.tsx";
import { ListBody } from "./list-body.tsx";

const meta = {
  component: ListBody,
  args: {
    query: { error: null, refetch: fn() },
    count: 3,
    filtered: false,
    onClear: fn(),
    empty: <EmptyState icon={<BoxIcon />} title="No shelves yet" />,
    children: <Card className="p-4">Three shelves</Card>,
  },
} satisfies Meta<typeof ListBody>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Rows: Story = {
  async play({ canvas }) {
    await expect(canvas.getByText("Three shelves")).toBeVisible();
  },
};

export const Empty: Story = {
  args: { count: 0 },
  async play({ canvas }) {
    await expect(canvas.getByText("No shelves yet")).toBeVisible();
  },
};

export const NothingFound: Story = {
  args: { count: 0, filtered: true },
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Clear search and filters" }));
    await expect(args.onClear).toHaveBeenCalledOnce();
  },
};

export const NothingAmongTheNewest: Story = {
  args: { count: 0, filtered: true, query: { error: null, refetch: fn(), hasNextPage: true } },
  async play({ canvas }) {
    await expect(canvas.getByText("None of the newest entries match. “Show more” searches older ones.")).toBeVisible();
  },
};

export const Unreadable: Story = {
  args: { query: { error: new Error("fetch failed"), refetch: fn() } },
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Try again" }));
    await expect(args.query.refetch).toHaveBeenCalledOnce();
  },
};
