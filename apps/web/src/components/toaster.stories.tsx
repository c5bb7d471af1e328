import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { toast as shown } from "sonner";
import { expect, screen, waitFor } from "storybook/test";
import { toast } from "./toast.ts";
import { Toaster } from "./toaster.tsx";
import { Button } from "./ui/button.tsx";

function Saves() {
  return (
    <>
      <Button onClick={() => toast.success("The shelf was saved")}>Save</Button>
      <Toaster />
    </>
  );
}

const meta = { component: Saves } satisfies Meta<typeof Saves>;
export default meta;

export const Saved: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.getByText("The shelf was saved")).toBeVisible());
  },
  async beforeEach() {
    // Toasts outlive the page that shows them.
    return () => void shown.dismiss();
  },
};
