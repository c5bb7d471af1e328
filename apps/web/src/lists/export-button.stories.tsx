import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { getRouter } from "@storybook/nextjs-vite/navigation.mock";
import { expect, fn, screen, waitFor } from "storybook/test";
import { ExportButton } from "./export-button.tsx";

const meta = {
  component: ExportButton,
  args: { run: fn(async () => ({ jobId: "0198c7a0" })) },
  parameters: { server: { "tenants.current": { permissions: [], support: null } } },
} satisfies Meta<typeof ExportButton>;
export default meta;
type Story = StoryObj<typeof meta>;

export const AsCsv: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.click(await canvas.findByRole("button", { name: "Export" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "As CSV" }));
    await expect(args.run).toHaveBeenCalledWith("csv");
    await waitFor(() => expect(getRouter().push).toHaveBeenCalledWith("/t/northwind/jobs/0198c7a0"));
  },
};
