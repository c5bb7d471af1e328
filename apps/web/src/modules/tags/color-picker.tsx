import { tagColors } from "@waybill/validators/tags";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn.ts";
import { type Tag, tagColorClasses } from "./tags.tsx";

/** Chooses the colour of a tag. */
export function ColorPicker({
  id,
  value,
  onChange,
  "aria-describedby": describedBy,
}: {
  id: string;
  value: string;
  onChange: (color: Tag["color"]) => void;
  "aria-describedby": string | undefined;
}) {
  const t = useTranslations("tags.colors");
  return (
    <div id={id} role="radiogroup" aria-describedby={describedBy} className="flex flex-wrap gap-1">
      {tagColors.map((color) => (
        // biome-ignore lint/a11y/useSemanticElements: a coloured dot has no native control
        <button
          key={color}
          type="button"
          role="radio"
          aria-checked={value === color}
          aria-label={t(color)}
          title={t(color)}
          onClick={() => onChange(color)}
          className={cn(
            "flex size-9 items-center justify-center rounded-md border border-transparent",
            value === color && "border-accent bg-accent-soft",
          )}
        >
          <span className={cn("size-4 rounded-full", tagColorClasses[color])} />
        </button>
      ))}
    </div>
  );
}
