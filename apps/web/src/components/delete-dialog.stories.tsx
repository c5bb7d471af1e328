import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { TRPCClientError } from "@trpc/client";
import { expect, fn, screen } from "storybook/test";
import { DeleteDialog } from "./delete-dialog.tsx";

const meta = {
  component: DeleteDialog,
  args: {
    title: "Delete the place Ada?",
    action: "Delete place",
    id: "0198c7a0",
    mutation: {},
    onDeleted: fn(),
    onClose: fn(),
  },
} satisfies Meta<typeof DeleteDialog>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Deleted: Story = {
  args: { mutation: { mutationFn: fn(async () => ({ id: "0198c7a0" })) } },
  async play({ userEvent, args }) {
    await userEvent.click(await screen.findByRole("button", { name: "Delete place" }));
    await expect(args.onDeleted).toHaveBeenCalledOnce();
  },
};

export const Refused: Story = {
  args: {
    mutation: {
      mutationFn: async () => {
        const issues = [{ path: [], code: "conflict", message: "This place is in use: parcel WB-1001." }];
        const data = { code: "BAD_REQUEST", issues };
        throw new TRPCClientError("refused", { result: { error: { message: "refused", code: -32600, data } } });
      },
    },
  },
  async play({ userEvent, args }) {
    await userEvent.click(await screen.findByRole("button", { name: "Delete place" }));
    await expect(await screen.findByRole("alert")).toHaveTextContent("This place is in use: parcel WB-1001.");
    await expect(args.onDeleted).not.toHaveBeenCalled();
  },
};
