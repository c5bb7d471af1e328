import type { createParcel } from "@waybill/validators/parcels";
import { PlusIcon, Trash2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import { Button } from "@/components/ui/button.tsx";
import { CustomField, NumberField, type Rows, RowsField } from "@/forms/fields.tsx";
import type { FormValues } from "@/forms/types.ts";
import { ItemSelect } from "@/modules/items/parts.ts";

type Line = FormValues<z.input<typeof createParcel>>["lines"][number];

/** A line before it is filled in. */
export const emptyLine = { itemId: "", quantity: 1 };

/** The lines of the parcel: an item and a quantity each. */
export function ParcelLines({
  rows: field,
  onCreate,
}: {
  rows: Rows<Line>;
  onCreate: (done: (id: string) => void) => ((name: string) => void) | undefined;
}) {
  const t = useTranslations("parcels.form");
  return (
    <RowsField
      field={field}
      label={t("items")}
      empty={emptyLine}
      each={(index) => ({
        itemId: (item) => (
          <CustomField
            field={item}
            label={t("itemNumber", { number: String(index + 1) })}
            hideLabel
            className="col-span-1"
          >
            {(input) => <ItemSelect {...input} onCreate={onCreate(input.onChange)} />}
          </CustomField>
        ),
        quantity: (quantity) => (
          <NumberField
            field={quantity}
            label={t("quantityNumber", { number: String(index + 1) })}
            hideLabel
            className="col-span-1"
          />
        ),
      })}
    >
      {(rows, add) => (
        <>
          <div aria-hidden className="grid grid-cols-[1fr_6.5rem_2.25rem] gap-2 text-ink-faint text-meta max-sm:hidden">
            <span>{t("item")}</span>
            <span className="text-right">{t("quantity")}</span>
          </div>
          {rows.map(({ key, index, inputs, remove }) => (
            <div
              key={key}
              className="grid grid-cols-[1fr_5rem_2.25rem] items-start gap-2 sm:grid-cols-[1fr_6.5rem_2.25rem]"
            >
              {inputs}
              <Button
                variant="ghost"
                size="icon"
                aria-label={t("removeItem", { number: String(index + 1) })}
                onClick={remove}
              >
                <Trash2Icon />
              </Button>
            </div>
          ))}
          <div>
            <Button size="sm" onClick={add}>
              <PlusIcon /> {t("addItem")}
            </Button>
          </div>
        </>
      )}
    </RowsField>
  );
}
