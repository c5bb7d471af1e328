import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { Mark } from "./mark.tsx";

const meta = { component: Mark } satisfies Meta<typeof Mark>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Small: Story = {};
export const Large: Story = { args: { className: "size-24" } };
