import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, waitFor } from "storybook/test";
import { WhenSeen } from "./when-seen.tsx";

const meta = {
  component: WhenSeen,
  args: { placeholder: <p>Its place</p>, children: <p>The chart</p> },
  // Far below what the window shows.
  decorators: [
    (Story) => (
      <div>
        <div style={{ height: 4000 }} />
        <Story />
      </div>
    ),
  ],
} satisfies Meta<typeof WhenSeen>;
export default meta;
type Story = StoryObj<typeof meta>;

export const BelowTheWindow: Story = {
  async play({ canvas }) {
    await expect(canvas.getByText("Its place")).toBeInTheDocument();
    await expect(canvas.queryByText("The chart")).toBeNull();
  },
};

export const ScrolledTo: Story = {
  async play({ canvas }) {
    canvas.getByText("Its place").scrollIntoView();
    await waitFor(() => expect(canvas.getByText("The chart")).toBeVisible());
  },
};

export const Printed: Story = {
  async play({ canvas }) {
    await expect(canvas.getByText("Its place")).toBeInTheDocument();
    window.dispatchEvent(new Event("beforeprint"));
    await waitFor(() => expect(canvas.getByText("The chart")).toBeInTheDocument());
  },
};
