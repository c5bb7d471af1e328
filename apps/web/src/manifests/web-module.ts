import type { QueryClient } from "@tanstack/react-query";
import type { TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter, RouterOutputs } from "@waybill/api";
import type { Permission } from "@waybill/api/permissions";
import type { EntityName } from "@waybill/validators";
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { UrlKeys } from "@/lists/list-url.ts";
import type { QueryParams } from "@/navigation/params.ts";
import type { TextKey } from "@/texts/keys.ts";
import type { Read } from "@/trpc/server.tsx";

type Procedures = TRPCOptionsProxy<AppRouter>;

/** An entry of the sidebar. */
export interface NavigationEntry {
  group: "desk" | "administration";
  /** Its order in the group; modules leave gaps. */
  order: number;
  label: TextKey;
  /** After `/t/{tenant}`. The pages below it belong to the module. */
  path: string;
  icon: LucideIcon;
  /** Required to see it; without one, everyone does. */
  permission?: Permission;
  /** A live number beside the label. The layout prefetches it. */
  count?: { Number: ComponentType; read: Read };
  /** The list of the page, whose saved views are shown below the entry: its name in the API, and its names in the URL. */
  list?: { name: string; urlKeys: UrlKeys };
}

/** A command of the palette: a page that is not in the navigation. */
export interface PaletteCommand {
  /** Its order in the palette; modules leave gaps. */
  order: number;
  label: TextKey;
  /** After `/t/{tenant}`. */
  path: string;
  icon: LucideIcon;
  permission?: Permission;
}

/** How the web app shows a kind of record. */
export interface EntityView {
  /** The path of its pages, after `/t/{tenant}`: `/items` for `/items/{id}`. */
  page?: string;
  /** The routers whose queries show it; by default, that of its module. */
  shownIn?: readonly (keyof RouterOutputs)[];
}

/** A part of the dashboard. */
export interface DashboardCard {
  /** Its order on the page; modules leave gaps. */
  order: number;
  permission: Permission;
  /** Whether it takes the full width. */
  wide?: boolean;
  Card: ComponentType;
  /** Prefetches its data. @param url the query parameters of the page: its period, and filters of modules */
  read(url: QueryParams, ...given: Parameters<Read>): ReturnType<Read>;
}

/** A filter of the dashboard beside the period. Its value is in the URL. */
export interface DashboardFilter {
  /** Its order beside the period; modules leave gaps. */
  order: number;
  permission: Permission;
  Filter: ComponentType;
}

/** A part of the page of another module's record. */
export interface EntityPanel {
  entity: EntityName;
  permission: Permission;
  Panel: ComponentType<{ id: string }>;
  read(id: string, ...given: Parameters<Read>): ReturnType<Read>;
}

/** The lookup of a scanned code. The first module that finds it opens the page of its record. */
export interface ScannedCode {
  order: number;
  entity: EntityName;
  permission: Permission;
  find(trpc: Procedures, client: QueryClient, code: string): Promise<{ id: string } | null>;
}

/**
 * The contribution of a module to the web app besides its pages. A manifest is part of every page:
 * it imports no components, but references them in a file that loads them on demand.
 */
export interface WebModule {
  /** The name of the module and of its router. */
  name: string;
  /** Its purpose in a sentence, for the page of modules. */
  about?: TextKey;
  navigation?: readonly NavigationEntry[];
  /** Commands of the palette, beside the pages of the navigation. */
  commands?: readonly PaletteCommand[];
  /** The kinds of records that it shows. */
  entities?: Partial<Record<EntityName, EntityView>>;
  dashboard?: {
    /** The primary action of the page. */
    Action?: ComponentType;
    cards: readonly DashboardCard[];
    filters?: readonly DashboardFilter[];
  };
  panels?: readonly EntityPanel[];
  scan?: ScannedCode;
  /** Additional content of the pages of its jobs, by the job's name. */
  jobs?: Readonly<Record<string, ComponentType<{ job: { id: string } }>>>;
}

/** Declares the manifest of a module. */
export const defineWebModule = (module: WebModule): WebModule => module;
