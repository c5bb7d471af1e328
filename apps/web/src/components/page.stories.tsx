import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { Page } from "./page.tsx";
import { Button } from "./ui/button.tsx";
import { Badge, Card } from "./ui/surface.tsx";

const meta = {
  component: Page,
  args: { title: "Shelves", count: 12_345, children: <Card className="h-40" /> },
} satisfies Meta<typeof Page>;
export default meta;
type Story = StoryObj<typeof meta>;

export const List: Story = {
  args: { actions: <Button variant="primary">New shelf</Button>, wide: true },
  async play({ canvas }) {
    await expect(canvas.getByRole("heading", { level: 1 })).toHaveTextContent("Shelves");
    await expect(canvas.getByText("12,345")).toBeVisible();
  },
};

export const Detail: Story = {
  args: {
    title: "A name that is as long as names may be, ".repeat(4),
    count: null,
    badge: <Badge variant="success">Delivered</Badge>,
    crumbs: [{ label: "Shelves", href: "/t/northwind/shelves" }],
  },
  async play({ canvas, canvasElement }) {
    await expect(canvas.getByRole("link", { name: "Shelves" })).toHaveAttribute("href", "/t/northwind/shelves");
    await expect(canvasElement.scrollWidth).toBeLessThanOrEqual(canvasElement.clientWidth);
  },
};
