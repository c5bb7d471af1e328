import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, screen } from "storybook/test";
import { ListFilters } from "./list-filters.tsx";

const [chosen, days, one] = [fn(), fn(), fn()];

const meta = {
  component: ListFilters,
  args: {
    filters: [
      {
        ...{ name: "states", label: "State", kind: "choices", value: ["packed"], onChange: chosen },
        options: [
          { value: "draft", label: "Draft" },
          { value: "packed", label: "Packed" },
        ],
      },
      { name: "created", label: "Created", kind: "days", value: undefined, onChange: days },
      {
        ...{ name: "archived", label: "Archived", kind: "one", none: "No", value: undefined, onChange: one },
        options: [{ value: "yes", label: "Yes" }],
      },
      {
        ...{ name: "shelf", label: "Shelf", kind: "record", value: undefined, text: "", onChange: one },
        input: (attributes) => <input {...attributes} placeholder="Choose a shelf" />,
      },
    ],
  },
} satisfies Meta<typeof ListFilters>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Several: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Filter 1 on" }));
    const open = async (label: string) => userEvent.click(await screen.findByText(label, { selector: "summary span" }));
    await open("State");
    await userEvent.click(screen.getByRole("checkbox", { name: "Draft" }));
    await expect(chosen).toHaveBeenLastCalledWith(["packed", "draft"]);
    await open("Created");
    await userEvent.click(screen.getByRole("button", { name: "Last 7 days" }));
    await expect(days).toHaveBeenLastCalledWith({ last: 7 });
    await open("Archived");
    await userEvent.selectOptions(screen.getByLabelText("Archived"), "yes");
    await expect(one).toHaveBeenLastCalledWith("yes");
    await open("Shelf");
    await expect(screen.getByLabelText("Shelf")).toBeVisible();
  },
};

export const TakenOff: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("button", { name: "Remove the filter State" }));
    await expect(chosen).toHaveBeenLastCalledWith([]);
  },
};
