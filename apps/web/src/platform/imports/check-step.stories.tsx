import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import type { ImportCheck } from "@waybill/validators";
import { expect, fn } from "storybook/test";
import { CheckStep } from "./check-step.tsx";

const clean: ImportCheck = {
  ...{ mode: "check", rows: 120, created: 100, updated: 15, unchanged: 5, refused: 0, warnings: 0 },
  ...{ issues: [], errorFileId: null },
};

const meta = {
  component: CheckStep,
  args: {
    check: clean,
    ...{ again: "Correct them and import the file again.", onBack: fn(), onImport: fn(async () => {}) },
  },
} satisfies Meta<typeof CheckStep>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Clean: Story = {
  async play({ canvas, userEvent, args }) {
    await expect(canvas.getByText("No problems found in this file.")).toBeVisible();
    await userEvent.click(canvas.getByRole("button", { name: "Import 115 rows" }));
    await expect(args.onImport).toHaveBeenCalledOnce();
  },
};

export const Refused: Story = {
  args: {
    check: {
      ...clean,
      ...{
        created: 0,
        updated: 0,
        unchanged: 0,
        rows: 1,
        refused: 1,
        errorFileId: "0198c7a0-0000-7000-8000-000000000001",
      },
      issues: [{ line: 2, column: "name", value: "", reason: "Fill this in.", warning: false }],
    },
  },
  async play({ canvas }) {
    await expect(canvas.getByText("Fill this in.")).toBeVisible();
    await expect(canvas.getByRole("button", { name: "Nothing to import" })).toBeDisabled();
    await expect(canvas.getByRole("link", { name: "Download the list" })).toHaveAttribute("download");
  },
};
