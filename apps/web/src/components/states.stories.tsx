import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { TRPCClientError } from "@trpc/client";
import { BoxIcon } from "lucide-react";
import { expect, fn } from "storybook/test";
import { EmptyState, ErrorState, NoResults } from "./states.tsx";
import { Button } from "./ui/button.tsx";

const meta = { component: ErrorState, args: { error: new Error("fetch failed"), onRetry: fn() } } satisfies Meta<
  typeof ErrorState
>;
export default meta;
type Story = StoryObj<typeof meta>;

const refused = (code: string, message: string) =>
  new TRPCClientError(message, {
    result: { error: { message, code: -32600, data: { code, requestId: "0198c7a0", issues: [] } } },
  });

export const Unreachable: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Try again" }));
    await expect(args.onRetry).toHaveBeenCalledOnce();
  },
};

export const Failed: Story = {
  args: { error: refused("INTERNAL_SERVER_ERROR", "Something went wrong.") },
  async play({ canvas }) {
    await expect(canvas.getByText("Request 0198c7a0")).toBeVisible();
  },
};

export const Missing: Story = {
  args: { error: refused("NOT_FOUND", "There is none.") },
  async play({ canvas }) {
    await expect(canvas.getByText("Not found")).toBeVisible();
    await expect(canvas.queryByRole("button")).toBeNull();
  },
};

export const Empty: Story = {
  render: () => (
    <EmptyState icon={<BoxIcon />} title="No shelves yet" actions={<Button variant="primary">New shelf</Button>}>
      A shelf is where things lie.
    </EmptyState>
  ),
};

const cleared = fn();
export const NothingFound: Story = {
  render: () => <NoResults onClear={cleared} />,
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Clear search and filters" }));
    await expect(cleared).toHaveBeenCalledOnce();
  },
};
