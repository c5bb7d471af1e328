import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { type ImportPreview, importPreview } from "@waybill/validators";
import { expect, fn } from "storybook/test";
import { PreviewStep } from "./preview-step.tsx";

const preview: ImportPreview = importPreview.parse({
  ...{ mode: "preview", format: "csv", encoding: "utf-8", separator: ";", lineEnd: "lf" },
  ...{
    encodings: [],
    sheets: [],
    sheet: null,
    remembered: false,
    numberFormats: {},
    questions: [],
    unread: [],
    notes: [],
  },
  headers: ["Name", "Zone", "Colour"],
  rows: [
    ["Thing 1", "Cold store", "grey"],
    ["Thing 2", "Attic", "blue"],
  ],
  columns: [{ to: "name", from: ["Name"], value: null }],
  problems: [],
});

const meta = {
  component: PreviewStep,
  args: {
    ...{ fileName: "things.csv", preview, onLayout: fn(), onCheck: fn(async () => {}) },
    fields: [
      { name: "name", label: "Name", about: "What it is called", required: true },
      { name: "zone", label: "Zone", about: "Where it stands", required: true },
    ],
  },
} satisfies Meta<typeof PreviewStep>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Columns: Story = {
  async play({ canvas, userEvent, args }) {
    await expect(canvas.getByText(/New rows also need: Zone/)).toBeVisible();
    await userEvent.selectOptions(canvas.getByLabelText("Zone"), "Zone");
    await expect(canvas.getByText("This column is not read: Colour.")).toBeVisible();
    await userEvent.click(canvas.getByRole("button", { name: "Check the file" }));
    await expect(args.onCheck).toHaveBeenCalledOnce();
  },
};

export const InAnotherEncoding: Story = {
  args: {
    preview: {
      ...preview,
      encodings: [
        { encoding: "windows-1252", sample: "Café Münch" },
        { encoding: "utf-8", sample: "CafÃ© MÃ¼nch" },
      ],
    },
  },
  async play({ canvas, userEvent, args }) {
    await expect(canvas.getByRole("button", { name: "Check the file" })).toBeDisabled();
    await userEvent.click(canvas.getByRole("button", { name: "Use Windows-1252" }));
    await expect(args.onLayout).toHaveBeenCalledWith({ encoding: "windows-1252", separator: ";" });
  },
};

export const Unreadable: Story = {
  args: { preview: { ...preview, rows: [], headers: [], problems: ["The file is empty."] } },
  async play({ canvas }) {
    await expect(canvas.getByRole("alert")).toHaveTextContent("The file is empty.");
  },
};
