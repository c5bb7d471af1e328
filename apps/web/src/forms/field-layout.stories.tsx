import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect } from "storybook/test";
import { z } from "zod";
import { Input } from "@/components/ui/input.tsx";
import { FieldLayout } from "./field-layout.tsx";
import { useLocalForm } from "./use-local-form.ts";

const shelf = z.object({ name: z.string().min(1, "Fill this in.") });

function Named() {
  const form = useLocalForm({ schema: shelf, defaultValues: { name: "" }, mode: "onTouched", send: async () => {} });
  return (
    <FieldLayout field={form.field("name")} label="Name" help="As it stands on its side.">
      {(attributes) => <Input {...attributes} {...form.methods.register("name")} />}
    </FieldLayout>
  );
}

const meta = { component: Named } satisfies Meta<typeof Named>;
export default meta;

export const Wrong: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    const input = canvas.getByLabelText("Name");
    await expect(input).toHaveAccessibleDescription("As it stands on its side.");
    await userEvent.type(input, "S");
    await userEvent.clear(input);
    await userEvent.tab();
    await expect(await canvas.findByText("Fill this in.")).toBeVisible();
    await expect(input).toHaveAccessibleDescription(/Fill this in\./);
  },
};
