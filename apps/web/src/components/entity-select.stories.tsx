import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { useState } from "react";
import { expect, fn, screen } from "storybook/test";
import { EntitySelect } from "./entity-select.tsx";

const zones = [
  { id: "1", code: "Z-1", name: "Cold store", detail: "4 °C" },
  { id: "2", code: "Z-2", name: "A very long name of a zone that has to be cut where it meets the edge" },
];

function Zone({ known, onCreate }: { known: typeof zones | undefined; onCreate: (search: string) => void }) {
  const [value, setValue] = useState<string | null>(null);
  return (
    <div className="max-w-xs">
      <label htmlFor="zone">Zone</label>
      <EntitySelect
        id="zone"
        value={value}
        onChange={setValue}
        onBlur={() => {}}
        placeholder="Choose a zone"
        useChoices={(search) => ({
          choices: known?.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase())),
          outdated: false,
        })}
        useChosen={() => undefined}
        onCreate={onCreate}
        aria-invalid={false}
        aria-describedby={undefined}
      />
    </div>
  );
}

const meta = { component: Zone, args: { known: zones, onCreate: fn() } } satisfies Meta<typeof Zone>;
export default meta;
type Story = StoryObj<typeof meta>;

export const Found: Story = {
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("combobox", { name: "Zone" }));
    await userEvent.type(await screen.findByPlaceholderText("Search by code or name"), "cold");
    await userEvent.click(await screen.findByRole("option", { name: /Cold store/ }));
    await expect(canvas.getByRole("combobox", { name: "Zone" })).toHaveTextContent("Z-1Cold store");
  },
};

export const Created: Story = {
  async play({ canvas, userEvent, args }) {
    await userEvent.click(canvas.getByRole("combobox", { name: "Zone" }));
    await userEvent.type(await screen.findByPlaceholderText("Search by code or name"), "Attic");
    await userEvent.click(await screen.findByRole("option", { name: "Create “Attic”" }));
    await expect(args.onCreate).toHaveBeenCalledWith("Attic");
  },
};

export const Searching: Story = {
  args: { known: undefined },
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole("combobox", { name: "Zone" }));
    await expect(await screen.findByText("Searching…")).toBeVisible();
  },
};
