import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { useState } from "react";
import { expect, screen, waitFor } from "storybook/test";
import { Button } from "./button.tsx";
import { Actions, Dialog } from "./dialog.tsx";

function Asked({ wide = false }: { wide?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Archive…</Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Archive 3 places?"
        description="They can be restored."
        wide={wide}
      >
        <Actions>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button variant="primary">Archive</Button>
        </Actions>
      </Dialog>
    </>
  );
}

const meta = { component: Asked } satisfies Meta<typeof Asked>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Opened: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Archive…" }));
    await expect(await screen.findByRole("dialog", { name: "Archive 3 places?" })).toBeVisible();
  },
};

export const Wide: Story = { ...Opened, args: { wide: true } };

export const ClosedByEscape: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Archive…" }));
    await screen.findByRole("dialog");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await expect(canvas.getByRole("button", { name: "Archive…" })).toHaveFocus();
  },
};
