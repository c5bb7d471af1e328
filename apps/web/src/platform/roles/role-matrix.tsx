import type { RouterOutputs } from "@waybill/api";
import { CheckIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Panel } from "@/components/ui/surface.tsx";
import { useFormats } from "@/formats/use-formats.ts";
import { useRoleName } from "@/platform/tenants/use-role-name.ts";
import { useWords } from "@/texts/words.ts";

type Roles = RouterOutputs["roles"]["list"];

/** The permissions of every role: a table, or a list where the panel is narrower than 672 px. */
export function RoleMatrix({ roles }: { roles: Roles }) {
  const t = useTranslations("roles.matrix");
  return (
    <Panel title={t("title")}>
      <div className="@container relative -m-4 overflow-x-auto">
        <MatrixTable roles={roles} />
        <HoldersList roles={roles} />
      </div>
    </Panel>
  );
}

/** A column for each role. */
function MatrixTable({ roles: { items, resources } }: { roles: Roles }) {
  const t = useTranslations("roles.matrix");
  const roleName = useRoleName();
  const words = useWords();
  return (
    <table className="w-full text-left @max-2xl:hidden">
      <thead>
        <tr className="border-line border-b text-ink-faint text-meta">
          <th scope="col" className="h-9 px-4 font-medium">
            {t("permission")}
          </th>
          {items.map(({ id, name }) => (
            <th key={id} scope="col" className="h-9 px-2 text-center font-medium lg:px-3">
              <span className="inline-block max-w-28 truncate align-bottom" title={roleName(name)}>
                {roleName(name)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      {resources.map(({ name, actions }) => (
        <tbody key={name}>
          <tr className="border-line border-b bg-sunken/50">
            <th scope="rowgroup" colSpan={items.length + 1} className="h-8 px-4 text-left font-semibold text-meta">
              {words.module(name)}
            </th>
          </tr>
          {actions.map((action) => (
            <tr key={action} className="border-line border-b last:border-0">
              <th scope="row" className="h-9 whitespace-nowrap px-4 pl-7 text-left font-normal">
                {words.action(name, action)}
              </th>
              {items.map(({ id, name: role, permissions }) => (
                <td key={id} className="px-2 text-center lg:px-3">
                  {permissions.includes(`${name}.${action}`) ? (
                    <CheckIcon
                      aria-label={t("may", { role: roleName(role) })}
                      className="mx-auto size-4 text-success"
                    />
                  ) : (
                    <span className="text-ink-faint">
                      <span aria-hidden>–</span>
                      <span className="sr-only">{t("mayNot", { role: roleName(role) })}</span>
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

/** Each permission with the roles that have it. */
function HoldersList({ roles: { items, resources } }: { roles: Roles }) {
  const roleName = useRoleName();
  const words = useWords();
  const { formatAll } = useFormats();
  const holdersOf = (permission: string) =>
    items.filter(({ permissions }) => permissions.includes(permission)).map(({ name }) => roleName(name));
  return (
    <div className="@2xl:hidden">
      {resources.map(({ name, actions }) => (
        <section key={name}>
          <h3 className="flex h-8 items-center bg-sunken/50 px-4 font-semibold text-meta">{words.module(name)}</h3>
          <dl className="divide-y divide-line border-line border-y">
            {actions.map((action) => (
              <div key={action} className="flex flex-wrap justify-between gap-x-4 px-4 py-2">
                <dt>{words.action(name, action)}</dt>
                <dd className="text-ink-soft">{formatAll(holdersOf(`${name}.${action}`))}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
