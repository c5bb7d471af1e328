import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { z } from "zod";
import { CustomField, MoneyInput } from "./custom-field.tsx";
import { useLocalForm } from "./use-local-form.ts";

const shelf = z.object({ price: z.number() });

function Priced() {
  const form = useLocalForm({ schema: shelf, defaultValues: { price: 1250 }, mode: "onTouched", send: async () => {} });
  return (
    <>
      <CustomField field={form.field("price")} label="Price">
        {(input) => <MoneyInput {...input} currency="EUR" />}
      </CustomField>
      <output aria-label="Kept">{String(form.watch("price"))}</output>
    </>
  );
}

const meta = { component: Priced } satisfies Meta<typeof Priced>;
export default meta;

export const Money: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    const input = canvas.getByLabelText("Price");
    await expect(input).toHaveValue("12.50");
    await userEvent.clear(input);
    await userEvent.type(input, "9,90");
    await expect(canvas.getByLabelText("Kept")).toHaveTextContent("990");
  },
};
