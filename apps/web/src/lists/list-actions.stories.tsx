import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { PlusIcon, UploadIcon } from "lucide-react";
import { expect, fn } from "storybook/test";
import { clearCaches } from "@/trpc/client.tsx";
import { ListActions } from "./list-actions.tsx";

const tenant = (permissions: string[]) => ({ "tenants.current": { permissions, support: null, userId: "person" } });

const meta = {
  component: ListActions,
  args: {
    runExport: fn(async () => ({ jobId: "0198c7a0" })),
    imports: [{ permission: "items.import", href: "/items/import", icon: <UploadIcon />, label: "Import" }],
    create: { permission: "items.create", href: "/items/new", icon: <PlusIcon />, label: "New item" },
  },
  // The cache has the tenant of the story before.
  beforeEach: clearCaches,
} satisfies Meta<typeof ListActions>;
export default meta;
type Story = StoryObj<typeof meta>;

/** On a wide screen, every action has its button. */
export const Allowed: Story = {
  parameters: { server: tenant(["items.import", "items.create"]) },
  async play({ canvas }) {
    await expect(await canvas.findByRole("button", { name: "Export" })).toBeVisible();
    await expect(canvas.getByRole("link", { name: "Import" })).toHaveAttribute("href", "/items/import");
    await expect(canvas.getByRole("link", { name: "New item" })).toHaveAttribute("href", "/items/new");
    await expect(canvas.queryByRole("button", { name: "More actions" })).toBeNull();
  },
};

export const ImportNotAllowed: Story = {
  parameters: { server: tenant(["items.create"]) },
  async play({ canvas }) {
    await expect(await canvas.findByRole("link", { name: "New item" })).toBeVisible();
    await expect(canvas.getByRole("button", { name: "Import" })).toHaveAttribute("aria-disabled", "true");
  },
};
