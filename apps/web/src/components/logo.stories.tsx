import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { Logo } from "./logo.tsx";

const meta = { component: Logo } satisfies Meta<typeof Logo>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Small: Story = {};
export const Large: Story = { args: { className: "size-24" } };
