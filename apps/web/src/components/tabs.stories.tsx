import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { Tabs } from "./tabs.tsx";

const meta = {
  component: Tabs,
  args: {
    label: "Jobs",
    tabs: [
      { label: "All", href: "/t/northwind/jobs" },
      { label: "Failed", href: "/t/northwind/jobs/failed", count: 3 },
    ],
  },
  parameters: { nextjs: { navigation: { pathname: "/t/northwind/jobs/failed" } } },
} satisfies Meta<typeof Tabs>;
export default meta;

export const Second: StoryObj<typeof meta> = {
  async play({ canvas }) {
    await expect(canvas.getByRole("link", { name: "Failed 3" })).toHaveAttribute("aria-current", "page");
    await expect(canvas.getByRole("link", { name: "All" })).not.toHaveAttribute("aria-current");
  },
};
