import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, screen } from "storybook/test";
import { TableDisplayMenu } from "./table-display.tsx";

const meta = {
  component: TableDisplayMenu,
  args: {
    columns: [
      { id: "zone", label: "Zone" },
      { id: "load", label: "Load" },
    ],
    display: { hidden: ["load"], dense: false },
    onChange: fn(),
  },
} satisfies Meta<typeof TableDisplayMenu>;
export default meta;

export const Opened: StoryObj<typeof meta> = {
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("button", { name: "Columns and density" }));
    await expect(await screen.findByRole("menuitemcheckbox", { name: "Load" })).not.toBeChecked();
    await userEvent.click(screen.getByRole("menuitemcheckbox", { name: "Zone" }));
    await expect(args.onChange).toHaveBeenLastCalledWith({ hidden: ["load", "zone"], dense: false });
  },
};
