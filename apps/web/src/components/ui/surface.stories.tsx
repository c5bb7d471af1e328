import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { CheckIcon, CircleAlertIcon } from "lucide-react";
import { expect } from "storybook/test";
import { Button } from "./button.tsx";
import { Badge, Notice, Panel, Progress, Skeleton } from "./surface.tsx";

const meta = { component: Panel, args: { title: "Facts", children: "What is in it" } } satisfies Meta<typeof Panel>;
export default meta;
type Story = StoryObj<typeof meta>;

export const WithAction: Story = {
  args: { action: <Button size="sm">Edit</Button> },
  async play({ canvas }) {
    await expect(canvas.getByRole("heading", { name: "Facts" })).toBeVisible();
  },
};

export const Badges: Story = {
  render: () => (
    <div className="flex flex-wrap gap-2">
      {(["neutral", "info", "transit", "success", "danger", "warning"] as const).map((variant) => (
        <Badge key={variant} variant={variant} icon={<CheckIcon />}>
          {variant}
        </Badge>
      ))}
    </div>
  ),
};

export const Notices: Story = {
  render: () => (
    <div className="flex flex-col gap-2">
      {(["danger", "success", "warning", "info"] as const).map((kind) => (
        <Notice key={kind} variant={kind} icon={<CircleAlertIcon aria-hidden />} alert={kind === "danger"}>
          Something is {kind}.
        </Notice>
      ))}
    </div>
  ),
  async play({ canvas }) {
    await expect(canvas.getByRole("alert")).toHaveTextContent("Something is danger.");
    await expect(canvas.getAllByRole("status")).toHaveLength(3);
  },
};

export const Waiting: Story = {
  render: () => (
    <div className="flex max-w-md flex-col gap-3">
      <Progress value={0.4} label="Import" />
      <Progress value={null} label="Export" />
      <Skeleton className="h-10" />
    </div>
  ),
  async play({ canvas }) {
    await expect(canvas.getByRole("progressbar", { name: "Import" })).toHaveAttribute("aria-valuenow", "40");
    await expect(canvas.getByRole("progressbar", { name: "Export" })).not.toHaveAttribute("aria-valuenow");
  },
};
