"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FileIcon, LogOutIcon, MoonIcon, SunIcon, UserIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { Palette, type PaletteEntry, type PaletteGroup } from "@/components/palette.tsx";
import { useAwaitedChoice } from "@/components/use-awaited-choice.ts";
import { byOrder, entityViews, pathOf, webModules } from "@/manifests/registry.ts";
import { useFollowLink } from "@/navigation/follow-link.tsx";
import { useSignOut } from "@/platform/auth/use-sign-out.ts";
import { useText } from "@/texts/keys.ts";
import { useWords } from "@/texts/words.ts";
import { useTenant, useTRPC } from "@/trpc/client.tsx";
import { useTenantInfo } from "@/trpc/use-access.ts";
import { useRefusals } from "@/trpc/use-refusals.ts";
import { navigation } from "./navigation.ts";

/** An entry with its effect. */
interface Action extends PaletteEntry {
  run: () => void;
}

const pages = navigation.flatMap(({ entries }) => entries);
const commands = webModules.flatMap(({ commands: own = [] }) => own).sort(byOrder);

/** The pause in typing before the server is asked, in milliseconds. */
const pauseMs = 120;

/** A text without case and accents, for comparison. */
const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether each typed word is the prefix of a word of the label. */
function fits(label: string, search: string): boolean {
  const own = plain(label).split(/\s+/);
  return plain(search)
    .split(/\s+/)
    .every((typed) => own.some((word) => word.startsWith(typed)));
}

/** A text, debounced: after a pause in typing. */
function useDebounced(text: string): string {
  const [debounced, setDebounced] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return debounced;
}

/** The pages and commands that the person may use. */
function useActions(follow: (to: string) => void): { heading: string; actions: Action[] }[] {
  const text = useText();
  const t = useTranslations("shell");
  const { permissions } = useTenantInfo();
  const tenant = useTenant();
  const { resolvedTheme, setTheme } = useTheme();
  const signOut = useSignOut();
  const mayUse = ({ permission }: { permission?: string }) => !permission || permissions.includes(permission);
  const ways = (all: typeof commands) =>
    all.filter(mayUse).map(({ label, path, icon }) => {
      const run = () => follow(`/t/${tenant}${path}`);
      return { id: `go ${path}`, label: text(label), icon, run };
    });
  const [theme, icon] = resolvedTheme === "dark" ? (["light", SunIcon] as const) : (["dark", MoonIcon] as const);
  const own: Action[] = [
    { id: "theme", label: t(`palette.${theme}`), icon, run: () => setTheme(theme) },
    { id: "account", label: t("account"), icon: UserIcon, run: () => follow("/account") },
    { id: "out", label: t("signOut"), icon: LogOutIcon, run: signOut },
  ];
  return [
    { heading: t("palette.commands"), actions: [...ways(commands), ...own] },
    { heading: t("palette.pages"), actions: ways(pages) },
  ];
}

/** The records found by a search, by kind. */
function useRecords(search: string, follow: (to: string) => void) {
  const text = useText();
  const words = useWords();
  const trpc = useTRPC();
  const tenant = useTenant();
  const debounced = useDebounced(search.trim());
  const query = useQuery({
    ...trpc.search.find.queryOptions({ search: debounced }),
    enabled: debounced !== "",
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const known = debounced === "" ? [] : (query.data?.items ?? []);
  const groups = [...Map.groupBy(known, ({ entity }) => entity)].map(([entity, things]) => {
    const page = pages.find(({ path }) => path === entityViews.get(entity)?.page);
    const actions = things.map(({ id, label, detail }): Action => {
      const run = () => follow(`/t/${tenant}${pathOf(entity, id) ?? ""}`);
      return { id: `${entity} ${id}`, label, detail, icon: page?.icon ?? FileIcon, run };
    });
    return { heading: page ? text(page.label) : words.entity(entity), actions };
  });
  const typed = search.trim();
  // Records of an earlier search stay visible; Enter does not choose one.
  const outdated = typed !== "" && (debounced !== typed || query.isPlaceholderData || query.isPending);
  return {
    groups,
    outdated,
    waits: outdated || (typed !== "" && query.isFetching),
    error: debounced === "" ? null : query.error,
  };
}

/** The palette: pages, commands and records of the organisation. */
export function PaletteDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("shell");
  const { messagesOf } = useRefusals();
  const [search, setSearch] = useState("");
  const [link, follow] = useFollowLink(`/t/${useTenant()}`);
  const actions = useActions(follow);
  const { groups: records, outdated, waits, error } = useRecords(search, follow);
  const fitting = actions.map(({ heading, actions: all }) => ({
    heading,
    actions: search.trim() === "" ? all : all.filter(({ label }) => fits(label, search.trim())),
  }));
  const shown = [...fitting, ...records].filter((group) => group.actions.length > 0);
  const groups = shown.map(({ heading, actions: entries }): PaletteGroup => ({ heading, entries }));
  const change = (next: boolean) => {
    setSearch("");
    onOpenChange(next);
  };
  const choose = (id: string) => {
    change(false);
    shown
      .flatMap((group) => group.actions)
      .find((action) => action.id === id)
      ?.run();
  };
  const onSearchKey = useAwaitedChoice({
    search,
    outdated: outdated && fitting.every((group) => group.actions.length === 0),
    first: records[0]?.actions[0]?.id,
    choose,
  });
  const nothing = waits ? t("palette.searching") : t("palette.nothing", { search: search.trim() });
  const status = error ? messagesOf(error) : groups.length === 0 ? nothing : undefined;
  return (
    <>
      <Palette
        {...{ open, search, groups, status, onSearchKey }}
        onOpenChange={change}
        onSearch={setSearch}
        onChoose={choose}
      />
      {link}
    </>
  );
}
