import type { Meta, StoryObj } from "@storybook/nextjs-vite";
import { expect, fn, spyOn, waitFor } from "storybook/test";
import { ImportPage } from "./import-page.tsx";

const meta = {
  component: ImportPage,
  args: {
    ...{
      title: "Import things",
      list: { label: "Things", path: "/things" },
      kind: "things.import",
      example: "name;zone\nThing 1;Attic",
    },
    fields: [{ name: "name", label: "Name", about: "What it is called", required: true }],
    run: fn(async () => null),
  },
} satisfies Meta<typeof ImportPage>;
export default meta;

export const Started: StoryObj<typeof meta> = {
  async play({ canvas, userEvent }) {
    await expect(canvas.getByRole("heading", { level: 1 })).toHaveTextContent("Import things");
    const send = spyOn(XMLHttpRequest.prototype, "send").mockImplementation(function (this: XMLHttpRequest) {
      this.dispatchEvent(new Event("error"));
    });
    await userEvent.upload(canvas.getByLabelText("File"), new File(["name\nThing 1"], "things.csv"));
    await waitFor(() => expect(canvas.getByRole("alert")).toHaveTextContent("The server could not be reached."));
    send.mockRestore();
  },
};
