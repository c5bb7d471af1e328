import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn } from "storybook/test";
import { clearCaches } from "@/trpc/client.tsx";
import { GuardedButton } from "./guarded-button.tsx";

const tenant = (permissions: string[]) => ({
  "tenants.current": { name: "Northwind", slug: "northwind", permissions, userId: "person" },
});

const meta = {
  component: GuardedButton<"roles.manage">,
  args: { permission: "roles.manage", children: "New role", onClick: fn() },
  // The cache has the tenant of the story before.
  beforeEach: clearCaches,
} satisfies Meta<typeof GuardedButton<"roles.manage">>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Allowed: Story = {
  parameters: { server: tenant(["roles.manage"]) },
  async play({ canvas, userEvent, args }) {
    await userEvent.click(await canvas.findByRole("button", { name: "New role" }));
    await expect(args.onClick).toHaveBeenCalledOnce();
  },
};

export const NotAllowed: Story = {
  parameters: { server: tenant([]) },
  async play({ canvas, userEvent, args }) {
    const button = await canvas.findByRole("button", { name: "New role" });
    await expect(button).toHaveAttribute("title", "You need the permission roles.manage for this.");
    await userEvent.click(button);
    await expect(args.onClick).not.toHaveBeenCalled();
  },
};
