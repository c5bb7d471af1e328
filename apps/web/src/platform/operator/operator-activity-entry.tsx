import type { RouterOutputs } from "@waybill/api";
import { useTranslations } from "next-intl";
import { Facts } from "@/components/facts.tsx";
import { Badge } from "@/components/ui/surface.tsx";
import { ActivityRow } from "@/platform/activity/activity-row.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { useWords } from "@/texts/words.ts";

type Entry = RouterOutputs["installation"]["activity"]["items"][number];

/** An entry of the operators' activity. @param onPerson shows all entries of a person */
export function OperatorActivityEntry({ entry, onPerson }: { entry: Entry; onPerson: (id: string) => void }) {
  const t = useTranslations("operator.activity");
  const facts = useFacts(entry);
  const summary = useApiText()(entry.summary);
  const { userId, userName, subjectUserId, subjectName, tenantName, createdAt } = entry;
  const about = subjectUserId && subjectUserId !== userId ? (subjectName ?? t("goneAccount")) : null;
  return (
    <ActivityRow
      at={createdAt}
      details={
        <>
          <Facts facts={facts} />
          {[...new Set([userId, subjectUserId])].map((id) => {
            const name = id === userId ? userName : subjectName;
            return (
              id && (
                <button
                  key={id}
                  type="button"
                  onClick={() => onPerson(id)}
                  className="self-start rounded text-ink-soft text-meta underline underline-offset-2"
                >
                  {name ? t("all", { name }) : t("allOfThis")}
                </button>
              )
            );
          })}
        </>
      }
    >
      <span className="font-medium">{userName ?? t(userId ? "someone" : "command")}</span>{" "}
      {about ? t("aboutAccount", { summary, account: about }) : summary}{" "}
      {tenantName && <Badge variant="neutral">{tenantName}</Badge>}
    </ActivityRow>
  );
}

/** Former names of details: entries cannot be changed. */
const formerNames: Readonly<Record<string, string>> = { kind: "type" };

function useFacts({ action, details, ip, requestId }: Entry): [string, string][] {
  const t = useTranslations("operator.activity");
  const words = useWords();
  const given = Object.entries(details ?? {}).map(([name, value]): [string, string] => [
    words.field("operator", formerNames[name] ?? name),
    String(value),
  ]);
  return [
    [t("action"), action],
    ...given,
    ...(ip ? ([[t("ip"), ip]] satisfies [string, string][]) : []),
    [t("request"), requestId],
  ];
}
