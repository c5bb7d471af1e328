import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { BoxIcon, PlusIcon } from "lucide-react";
import { expect, fn, screen } from "storybook/test";
import { Palette } from "./palette.tsx";

const groups = [
  { heading: "Commands", entries: [{ id: "new", label: "New crate", icon: PlusIcon }] },
  {
    heading: "Crates",
    entries: [
      { id: "1", label: "CR-1", detail: "Ada Lovelace, London", icon: BoxIcon },
      {
        id: "2",
        label: "CR-2",
        detail: "A recipient whose name is longer than the row, Berlin".repeat(3),
        icon: BoxIcon,
      },
    ],
  },
];

const meta = {
  component: Palette,
  args: { open: true, search: "cr", groups, onOpenChange: fn(), onSearch: fn(), onChoose: fn() },
} satisfies Meta<typeof Palette>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Found: Story = {
  async play({ userEvent, args }) {
    const field = await screen.findByRole("combobox");
    await expect(field).toHaveFocus();
    await expect(screen.getByRole("option", { name: "New crate" })).toHaveAttribute("aria-selected", "true");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    await expect(args.onChoose).toHaveBeenCalledWith("2");
    await userEvent.keyboard("{Escape}");
    await expect(args.onOpenChange).toHaveBeenCalledWith(false);
  },
};

export const Nothing: Story = {
  args: { search: "zzz", groups: [], status: "Nothing has “zzz”." },
  async play() {
    await expect(await screen.findByText("Nothing has “zzz”.")).toBeVisible();
    await expect(screen.queryAllByRole("option")).toHaveLength(0);
  },
};
