import { type ComponentProps, useState } from "react";
import { isDay } from "@/formats/is-day.ts";
import { Input } from "./input.tsx";

/**
 * A day. A browser reports a day after each digit of its year (0002, 0020, …): such a value stays in the input, and is
 * not reported.
 */
export function DayInput({
  value,
  onChange,
  ...native
}: Omit<ComponentProps<"input">, "type" | "value" | "onChange"> & {
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <Input
      type="date"
      {...native}
      value={draft ?? value ?? ""}
      onChange={({ target: { value: typed } }) => {
        const valid = typed === "" || isDay(typed);
        setDraft(valid ? null : typed);
        if (valid) onChange(typed || undefined);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}
