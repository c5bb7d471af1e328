import type { Permission } from "@waybill/api/access";
import {
  ActivityIcon,
  CircleAlertIcon,
  HistoryIcon,
  KeyRoundIcon,
  LayoutDashboardIcon,
  type LucideIcon,
  MapPinIcon,
  PackageIcon,
  SettingsIcon,
  ShapesIcon,
  ShieldCheckIcon,
  TagsIcon,
  UsersIcon,
  WorkflowIcon,
} from "lucide-react";

import type { ComponentType } from "react";
import { AttentionCount } from "@/modules/parcels/attention-count.tsx";
import type { Read } from "@/trpc/server.tsx";

/** One way of the sidebar. */
export interface NavigationEntry {
  label: string;
  /** After `/t/{tenant}`. */
  path: string;
  icon: LucideIcon;
  permission: Permission;
  /** A number beside the label, which follows what happens. The layout reads it: a page has it when it is drawn. */
  count?: { Number: ComponentType; read: Read };
}

/** The sidebar, group by group. A module adds its line here. */
export const navigation: { label: string; entries: NavigationEntry[] }[] = [
  {
    label: "Desk",
    entries: [
      { label: "Dashboard", path: "", icon: LayoutDashboardIcon, permission: "parcels.read" },
      { label: "Parcels", path: "/parcels", icon: PackageIcon, permission: "parcels.read" },
      {
        ...{ label: "Needs attention", path: "/attention", icon: CircleAlertIcon, permission: "parcels.read" },
        count: {
          Number: AttentionCount,
          read: (trpc, client) => [client.prefetchQuery(trpc.parcels.attention.queryOptions())],
        },
      },
      { label: "Items", path: "/items", icon: ShapesIcon, permission: "items.read" },
      { label: "Places", path: "/places", icon: MapPinIcon, permission: "places.read" },
      { label: "Tags", path: "/tags", icon: TagsIcon, permission: "tags.read" },
    ],
  },
  {
    label: "Administration",
    entries: [
      { label: "Members", path: "/members", icon: UsersIcon, permission: "tenants.read" },
      { label: "Roles", path: "/roles", icon: ShieldCheckIcon, permission: "roles.read" },
      { label: "API keys", path: "/api-keys", icon: KeyRoundIcon, permission: "apiKeys.read" },
      { label: "Activity", path: "/activity", icon: HistoryIcon, permission: "activity.read" },
      { label: "Jobs", path: "/jobs", icon: ActivityIcon, permission: "jobs.read" },
      { label: "Events", path: "/events", icon: WorkflowIcon, permission: "events.read" },
      { label: "Settings", path: "/settings", icon: SettingsIcon, permission: "tenants.read" },
    ],
  },
];
