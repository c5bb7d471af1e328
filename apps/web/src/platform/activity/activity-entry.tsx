import type { RouterOutputs } from "@waybill/api";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/surface.tsx";
import { pathOf } from "@/manifests/registry.ts";
import { useApiText } from "@/texts/api-texts.tsx";
import { useWords } from "@/texts/words.ts";
import { useTenant } from "@/trpc/client.tsx";
import { Changes } from "./activity-changes.tsx";
import { ActivityRow } from "./activity-row.tsx";

export type Entry = RouterOutputs["activity"]["list"]["items"][number];

/** The page of an entry's record; null without one. */
function hrefOf(tenant: string, { entity, entityId, before, after }: Entry): string | null {
  const gone = before !== null && after === null;
  const path = entityId && !gone ? pathOf(entity, entityId) : null;
  return path && `/t/${tenant}${path}`;
}

/** An entry of the activity, with its changes on demand. */
export function ActivityEntry({ entry }: { entry: Entry }) {
  const t = useTranslations("activity");
  const apiText = useApiText();
  const actorNames = useTranslations("common.actor");
  const tenant = useTenant();
  const words = useWords();
  const { userName, actor, actorName, actorId, summary, createdAt, entity, entityId, requestId, ip } = entry;
  const href = hrefOf(tenant, entry);
  const base = `/t/${tenant}/activity`;
  return (
    <ActivityRow
      at={createdAt}
      details={
        <>
          <Changes entry={entry} />
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-meta">
            {ip && <span>{t("entry.from", { ip })}</span>}
            <Link
              href={`${base}?request=${encodeURIComponent(requestId)}`}
              className="break-all rounded underline underline-offset-2"
            >
              {t("entry.request", { id: requestId })}
            </Link>
            {entityId && (
              <Link href={`${base}?about=${entity}&id=${entityId}`} className="rounded underline underline-offset-2">
                {t("entry.all", { subject: words.entityInSentence(entity) })}
              </Link>
            )}
            {actor === "job" && actorId && (
              <Link href={`/t/${tenant}/jobs/${actorId}`} className="rounded underline underline-offset-2">
                {t("entry.job")}
              </Link>
            )}
          </p>
        </>
      }
    >
      <span className="font-medium">
        {actor === "job" || actor === "system" ? actorNames("system") : (userName ?? actorNames("someone"))}
      </span>{" "}
      {href ? (
        <Link href={href} className="rounded hover:underline">
          {apiText(summary)}
        </Link>
      ) : (
        apiText(summary)
      )}{" "}
      {actor === "job" && userName && <span className="text-ink-soft">{t("entry.for", { name: userName })} </span>}
      {actor !== "user" && actor !== "system" && (
        <Badge variant="neutral">
          {actor === "apiKey" && actorName ? t("actors.apiKeyNamed", { name: actorName }) : t(`actors.${actor}`)}
        </Badge>
      )}
    </ActivityRow>
  );
}
