import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, spyOn } from "storybook/test";
import { BackButton } from "./back-button.tsx";

const meta = { component: BackButton } satisfies Meta<typeof BackButton>;
export default meta;

export const Back: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    const back = spyOn(window.history, "back").mockImplementation(() => {});
    await userEvent.click(canvas.getByRole("button", { name: "Go back" }));
    await expect(back).toHaveBeenCalledOnce();
    back.mockRestore();
  },
};
