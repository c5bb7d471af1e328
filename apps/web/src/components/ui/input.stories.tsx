import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { Checkbox, Input, Select, Textarea } from "./input.tsx";

const meta = { component: Input, args: { "aria-label": "Name" } } satisfies Meta<typeof Input>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Typed: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.type(canvas.getByRole("textbox", { name: "Name" }), "Shelf 4");
    await expect(canvas.getByRole("textbox")).toHaveValue("Shelf 4");
  },
};

export const Invalid: Story = { args: { defaultValue: "?", "aria-invalid": true } };

export const Kinds: Story = {
  render: () => (
    <div className="flex max-w-md flex-col gap-3">
      <Textarea aria-label="Note" defaultValue={"Leave it\nat the door"} />
      <Select aria-label="Unit" defaultValue="kg">
        <option value="g">Grams</option>
        <option value="kg">Kilograms</option>
      </Select>
      <Checkbox aria-label="Fragile" />
    </div>
  ),
  async play({ canvas, userEvent }) {
    await userEvent.selectOptions(canvas.getByLabelText("Unit"), "g");
    await userEvent.click(canvas.getByLabelText("Fragile"));
    await expect(canvas.getByLabelText("Unit")).toHaveValue("g");
    await expect(canvas.getByLabelText("Fragile")).toBeChecked();
  },
};
