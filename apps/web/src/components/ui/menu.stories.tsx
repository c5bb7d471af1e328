import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, screen, waitFor } from "storybook/test";
import { Button } from "./button.tsx";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "./menu.tsx";

function More({ onArchive }: { onArchive: () => void }) {
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button>More</Button>
      </MenuTrigger>
      <MenuContent>
        <MenuLabel>This one</MenuLabel>
        <MenuItem>Copy the link</MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={onArchive}>
          Archive
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

const meta = { component: More, args: { onArchive: fn() } } satisfies Meta<typeof More>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Opened: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "More" }));
    await expect(await screen.findByRole("menuitem", { name: "Archive" })).toBeVisible();
  },
};

export const ByKeyboard: Story = {
  async play({ canvas, userEvent, args }) {
    canvas.getByRole("button", { name: "More" }).focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByRole("menuitem", { name: "Copy the link" })).toHaveFocus());
    await userEvent.keyboard("{End}{Enter}");
    await waitFor(() => expect(args.onArchive).toHaveBeenCalledOnce());
  },
};
