import { Select } from "@/components/ui/input.tsx";

/** An order of a list: "" is the usual one, "name" is by a field, "name down" is the same in the other direction. */
export type Order<Sort extends string, Way extends string = "down"> = "" | `${Sort}${"" | ` ${Way}`}`;

/**
 * Chooses the order of a list.
 *
 * @param way the word for the other direction.
 * @param turned whether the list is in the other direction.
 */
export function OrderSelect<Sort extends string, Way extends string>({
  label,
  orders,
  way,
  sort,
  turned,
  onChange,
}: {
  label: string;
  orders: readonly { order: Order<Sort, Way>; text: string }[];
  way: Way;
  sort: Sort | undefined;
  turned: boolean | undefined;
  onChange: (by: string, turned: true | undefined) => void;
}) {
  return (
    <Select
      aria-label={label}
      value={`${sort ?? ""}${turned ? ` ${way}` : ""}`}
      onChange={({ target }) => {
        const [by = "", direction] = target.value.split(" ");
        onChange(by, direction === way ? true : undefined);
      }}
      className="w-auto max-sm:w-0 max-sm:min-w-36 max-sm:flex-1"
    >
      {orders.map(({ order, text }) => (
        <option key={order} value={order}>
          {text}
        </option>
      ))}
    </Select>
  );
}
