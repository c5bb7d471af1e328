import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fireEvent, fn } from "storybook/test";
import { DayInput } from "./day-input.tsx";

const meta = {
  component: DayInput,
  args: { "aria-label": "From", value: undefined, onChange: fn() },
} satisfies Meta<typeof DayInput>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Typed: Story = {
  async play({ canvas, args }) {
    const input = canvas.getByLabelText("From");
    await fireEvent.change(input, { target: { value: "0202-11-24" } });
    await expect(input).toHaveValue("0202-11-24");
    await expect(args.onChange).not.toHaveBeenCalled();
    await fireEvent.change(input, { target: { value: "2026-11-24" } });
    await expect(args.onChange).toHaveBeenLastCalledWith("2026-11-24");
  },
};

export const Cleared: Story = {
  args: { value: "2026-11-24" },
  async play({ canvas, args }) {
    await fireEvent.change(canvas.getByLabelText("From"), { target: { value: "" } });
    await expect(args.onChange).toHaveBeenLastCalledWith(undefined);
  },
};
