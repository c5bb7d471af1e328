import type { QueryClient } from "@tanstack/react-query";
import type { TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter, RouterOutputs } from "@waybill/api";
import type { Permission } from "@waybill/api/permissions";
import type { EntityName } from "@waybill/validators";
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { TextKey } from "@/texts/keys.ts";
import type { Read } from "@/trpc/server.tsx";
import type { UrlKeys } from "./list-url.ts";
import type { UrlState } from "./url-state.ts";

type Procedures = TRPCOptionsProxy<AppRouter>;

/** One way of the sidebar. */
export interface NavigationEntry {
  group: "desk" | "administration";
  /** Its place in the group; modules leave room between theirs. */
  order: number;
  label: TextKey;
  /** After `/t/{tenant}`; the pages below it belong to the module. */
  path: string;
  icon: LucideIcon;
  /** Who sees it: everybody, where it is left out. */
  permission?: Permission;
  /** A number beside the label, which follows what happens. The layout reads it: a page has it when it is drawn. */
  count?: { Number: ComponentType; read: Read };
  /** The list of the page, whose saved views stand below the entry: its name in the api, and its address. */
  list?: { name: string; urlKeys: UrlKeys };
}

/** A command of the palette: a page that is in no navigation. */
export interface PaletteCommand {
  /** Its place in the palette; modules leave room between theirs. */
  order: number;
  label: TextKey;
  /** After `/t/{tenant}`. */
  path: string;
  icon: LucideIcon;
  permission?: Permission;
}

/** What the web app does with a kind of thing. */
export interface EntityView {
  /** Where one is shown, after `/t/{tenant}`: `/items` for `/items/{id}`. */
  page?: string;
  /** The routers whose queries show it; that of its module, where it is left out. */
  shownIn?: readonly (keyof RouterOutputs)[];
}

/** A part of the dashboard. */
export interface DashboardCard {
  /** Its place on the page; modules leave room between theirs. */
  order: number;
  permission: Permission;
  /** Whether it takes the whole width. */
  wide?: boolean;
  Card: ComponentType;
  /** @param url the address of the page: its period, and what filters of modules have put there */
  read(url: UrlState, ...given: Parameters<Read>): ReturnType<Read>;
}

/** What the figures of the dashboard can be narrowed by, beside the period. It lives in the address. */
export interface DashboardFilter {
  /** Its place beside the period; modules leave room between theirs. */
  order: number;
  permission: Permission;
  Filter: ComponentType;
}

/** A part of the page of another module's thing. */
export interface EntityPanel {
  entity: EntityName;
  permission: Permission;
  Panel: ComponentType<{ id: string }>;
  read(id: string, ...given: Parameters<Read>): ReturnType<Read>;
}

/** How a scanned code is looked up. The first module that knows the code opens its page. */
export interface ScannedCode {
  order: number;
  entity: EntityName;
  permission: Permission;
  find(trpc: Procedures, client: QueryClient, code: string): Promise<{ id: string } | null>;
}

/**
 * What a module adds to the web app besides its pages. A manifest is part of every page, and read before any component:
 * it imports none, but names those that it adds by a file that loads them where they are shown.
 */
export interface WebModule {
  /** The name of the module, which is that of its router. */
  name: string;
  /** What it is for, in a sentence, where people choose whether they want it. */
  about?: TextKey;
  navigation?: readonly NavigationEntry[];
  /** Commands of the palette, beside the pages of the navigation. */
  commands?: readonly PaletteCommand[];
  /** The kinds of things that it shows. */
  entities?: Partial<Record<EntityName, EntityView>>;
  dashboard?: {
    /** The primary action of the page. */
    Action?: ComponentType;
    cards: readonly DashboardCard[];
    filters?: readonly DashboardFilter[];
  };
  panels?: readonly EntityPanel[];
  scan?: ScannedCode;
  /** What the page of a kind of job shows of its work, beside what every job has: by the job's name. */
  jobs?: Readonly<Record<string, ComponentType<{ job: { id: string } }>>>;
}

/** Declares what a module adds to the web app. */
export const defineWebModule = (module: WebModule): WebModule => module;
