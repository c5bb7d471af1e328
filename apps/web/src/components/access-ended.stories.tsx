import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { AccessEnded } from "./access-ended.tsx";

const meta = {
  component: AccessEnded,
  parameters: { nextjs: { navigation: { pathname: "/t/northwind/shelves", query: { page: "2" } } } },
  // It is a page of its own.
  render: (args) => <AccessEnded {...args} />,
} satisfies Meta<typeof AccessEnded>;
export default meta;
type Story = StoryObj<typeof meta>;

export const SignedOut: Story = {
  args: { reason: "signedOut" },
  async play({ canvas }) {
    const href = canvas.getByRole("link", { name: "Sign in" }).getAttribute("href") ?? "";
    await expect(decodeURIComponent(href)).toContain("/t/northwind/shelves?page=2");
  },
};

export const Removed: Story = {
  args: { reason: "removed" },
  async play({ canvas }) {
    await expect(canvas.getByRole("alert")).toHaveTextContent("You no longer belong to this organisation");
  },
};

export const NotAllowed: Story = { args: { reason: "notAllowed" } };
