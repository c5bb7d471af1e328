import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, screen } from "storybook/test";
import { ListKeys } from "./list-keys.tsx";

const meta = { component: ListKeys } satisfies Meta<typeof ListKeys>;
export default meta;

export const Opened: StoryObj<typeof meta> = {
  async play({ userEvent }) {
    await userEvent.keyboard("?");
    await expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toHaveTextContent("Shift X");
  },
};
