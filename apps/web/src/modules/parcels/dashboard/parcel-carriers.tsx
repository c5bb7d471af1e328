import { useTranslations } from "next-intl";
import { Panel, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useTenant } from "@/trpc/client.tsx";
import { parcelListQuery } from "../parcel-links.ts";
import { Figure, FigureTable, NumberLink } from "./figure-table.tsx";
import { useFigures } from "./use-figures.ts";

/** Dispatched and failed parcels of the period by carrier. */
export function ParcelCarriers() {
  const t = useTranslations("parcels.dashboard.carriers");
  const apiText = useApiText();
  const { formatShare } = useFormats();
  const base = `/t/${useTenant()}/parcels`;
  const { data, error, empty, tag } = useFigures();
  if (error || empty) return null;
  return (
    <Panel title={t("title")}>
      {!data && <Skeleton className="h-24" />}
      {data?.carriers.length === 0 && <p className="text-ink-soft">{t("none")}</p>}
      {data && data.carriers.length > 0 && (
        <FigureTable head={[t("carrier"), t("dispatched"), t("failed"), t("share")]}>
          {data.carriers.map(({ carrier, dispatched, failed }) => {
            const given = { tag, carrier, dispatched: { from: data.from, to: data.to } };
            const href = carrier === null ? null : `${base}${parcelListQuery(given)}`;
            const failures = carrier === null ? null : `${base}${parcelListQuery({ ...given, states: ["failed"] })}`;
            return (
              <tr key={carrier}>
                <th scope="row" className="break-words py-2 pr-3 text-left font-normal">
                  {carrier !== null ? apiText(carrier) : <span className="text-ink-faint">{t("unknown")}</span>}
                </th>
                <Figure>
                  <NumberLink href={href} count={dispatched} />
                </Figure>
                <Figure>
                  <NumberLink href={failures} count={failed} />
                </Figure>
                <Figure>{formatShare(failed, dispatched)}</Figure>
              </tr>
            );
          })}
        </FigureTable>
      )}
    </Panel>
  );
}
