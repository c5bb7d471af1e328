import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { PlusIcon } from "lucide-react";
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

/** A link that is not allowed becomes a button with the same content, in one line. */
export const LinkNotAllowed: Story = {
  args: {
    asChild: true,
    children: (
      <a href="/roles/new">
        <PlusIcon aria-hidden /> New role
      </a>
    ),
  },
  parameters: { server: tenant([]) },
  async play({ canvas }) {
    const button = await canvas.findByRole("button", { name: "New role" });
    await expect(canvas.queryByRole("link")).toBeNull();
    const icon = button.querySelector("svg")?.getBoundingClientRect();
    const text = document.createRange();
    text.selectNodeContents(button);
    await expect(text.getBoundingClientRect().height).toBeLessThan(2 * (icon?.height ?? 0));
  },
};
