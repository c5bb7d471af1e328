"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { RouterOutputs } from "@waybill/api";
import { BlocksIcon, PowerIcon, PowerOffIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmAction } from "@/components/confirm-action.tsx";
import { GuardedButton } from "@/components/guarded-button.tsx";
import { EmptyState, ErrorState } from "@/components/states.tsx";
import { Badge, Card, Skeleton } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { invalidateEntity } from "@/live/invalidate.ts";
import { webModules } from "@/manifests/registry.ts";
import { SettingsFrame } from "@/platform/tenants/settings-frame.tsx";
import { useText } from "@/texts/keys.ts";
import { useWords } from "@/texts/words.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { useAction } from "@/trpc/use-action.ts";

type Module = RouterOutputs["modules"]["list"]["items"][number];

const about = new Map(webModules.map((module) => [module.name, module.about]));

/** Names of modules as a list in a sentence: "Items, Places and Tags". */
function useListed(): (names: readonly string[]) => string {
  const words = useWords();
  const { formatAll } = useFormats();
  return (names) => formatAll(names.map(words.module));
}

/** The business modules: state, needs and switch of each. */
export function ModulesPage() {
  const t = useTranslations("modules");
  const { data, error, refetch } = useQuery(useTRPC().modules.list.queryOptions());
  const [asking, setAsking] = useState<Module | null>(null);
  const modules = data?.items ?? [];
  return (
    <SettingsFrame>
      <Card className="max-w-3xl">
        {error && <ErrorState error={error} onRetry={refetch} />}
        {!data && !error && <Skeleton className="m-4 h-40" />}
        {data?.items.length === 0 && (
          <EmptyState icon={<BlocksIcon />} title={t("none")}>
            {t("noneAbout")}
          </EmptyState>
        )}
        <ul aria-label={t("title")} className="divide-y divide-line">
          {modules.map((module) => (
            <ModuleRow key={module.name} module={module} onAsk={() => setAsking(module)} />
          ))}
        </ul>
      </Card>
      {asking && <SwitchDialog module={asking} all={modules} onClose={() => setAsking(null)} />}
    </SettingsFrame>
  );
}

function ModuleRow({ module: { name, needs, neededBy, on }, onAsk }: { module: Module; onAsk: () => void }) {
  const t = useTranslations("modules");
  const text = useText();
  const words = useWords();
  const listed = useListed();
  const sentence = about.get(name);
  const relations = [
    needs.length > 0 && t("needs", { modules: listed(needs) }),
    neededBy.length > 0 && t("neededBy", { modules: listed(neededBy) }),
  ].filter(Boolean);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {words.module(name)}{" "}
          {on ? <Badge variant="success">{t("on")}</Badge> : <Badge variant="neutral">{t("off")}</Badge>}
        </p>
        {sentence && <p className="text-ink-soft">{text(sentence)}</p>}
        {relations.length > 0 && <p className="text-ink-faint text-meta">{relations.join(" ")}</p>}
      </div>
      <GuardedButton
        permission="modules.switch"
        size="sm"
        variant={on ? "danger" : "secondary"}
        aria-label={t(on ? "switchOff.named" : "switchOn.named", { module: words.module(name) })}
        onClick={onAsk}
      >
        {on ? <PowerOffIcon /> : <PowerIcon />} {t(on ? "switchOff.button" : "switchOn.button")}
      </GuardedButton>
    </li>
  );
}

/** Confirms the switch of a module, and shows its effect on others. */
function SwitchDialog({ module, all, onClose }: { module: Module; all: readonly Module[]; onClose: () => void }) {
  const { name, needs, neededBy, on } = module;
  const t = useTranslations(on ? "modules.switchOff" : "modules.switchOn");
  const words = useWords();
  const listed = useListed();
  const queryClient = useQueryClient();
  const isOn = (other: string) => all.some((one) => one.name === other && one.on);
  const others = on ? neededBy.filter(isOn) : needs.filter((other) => !isOn(other));
  const { run, pending } = useAction(
    useTRPC().modules.switch.mutationOptions(),
    t("done", { modules: listed([name, ...others]) }),
  );
  return (
    <ConfirmAction
      title={t("title", { module: words.module(name) })}
      about={t("about")}
      keep={t("keep")}
      action={t("button")}
      variant={on ? "danger" : "primary"}
      disabled={pending}
      onConfirm={async () => {
        await run({ name, on: !on, together: others.length > 0 });
        await invalidateEntity(queryClient, "tenant");
        onClose();
      }}
      onClose={onClose}
    >
      {others.length > 0 && <p>{t("together", { modules: listed(others), count: others.length })}</p>}
    </ConfirmAction>
  );
}
