import type { InputHTMLAttributes } from "react";
import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import { useScanner } from "./use-scanner.ts";

function Page({ onScan, ...input }: { onScan: (code: string) => void } & InputHTMLAttributes<HTMLInputElement>) {
  useScanner(onScan);
  return <input aria-label="Input" {...input} />;
}

/** Types a code and Enter into an input, as fast as a scanner. @returns the scanned codes, and whether Enter was kept */
async function typeFast(input: InputHTMLAttributes<HTMLInputElement>) {
  const onScan = vi.fn<(code: string) => void>();
  await render(<Page onScan={onScan} {...input} />);
  const element = page.getByLabelText("Input").element();
  const kept = [..."WB-4711", "Enter"].map((key) =>
    element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
  );
  return { codes: onScan.mock.calls.flat(), enter: kept.at(-1) };
}

const secret: InputHTMLAttributes<HTMLInputElement>[] = [
  { type: "password" },
  { type: "password", autoComplete: "off" },
  // The input of a password that is shown.
  { type: "text", autoComplete: "current-password" },
  { type: "text", autoComplete: "section-account new-password" },
  // A code of an app or a mail.
  { type: "text", autoComplete: "one-time-code", inputMode: "numeric" },
];

test.each(secret)("keys in a secret input are no scan: %j", async (input) => {
  expect(await typeFast(input)).toEqual({ codes: [], enter: true });
});

const others: InputHTMLAttributes<HTMLInputElement>[] = [
  { type: "text" },
  { type: "search" },
  { type: "text", autoComplete: "off", inputMode: "numeric" },
  { type: "email", autoComplete: "username" },
];

test.each(others)("fast keys in another input are a scan: %j", async (input) => {
  expect(await typeFast(input)).toEqual({ codes: ["WB-4711"], enter: false });
});
