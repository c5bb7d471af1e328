import { CircleAlertIcon, FileUpIcon, PackageIcon, PackagePlusIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";
import { scanOnce } from "@/scanner/scan-once.ts";
import {
  AttentionCount,
  DispatchBatch,
  LatestParcels,
  NewParcel,
  PackingBatch,
  ParcelCarriers,
  ParcelCounts,
  ParcelDays,
  ParcelsOfPlace,
  ParcelTimes,
  TagFilter,
} from "./lazy.ts";
import { figuresInput, latestInput, ofPlaceInput, parcelUrlKeys } from "./query-inputs.ts";

/** Parcels: packing and dispatch. */
export const parcelsModule = defineWebModule({
  name: "parcels",
  about: "parcels.about",
  navigation: [
    {
      ...{ group: "desk", order: 10, label: "parcels.title", path: "/parcels", icon: PackageIcon },
      permission: "parcels.read",
      list: { name: "parcels", urlKeys: parcelUrlKeys },
    },
    {
      ...{ group: "desk", order: 20, label: "parcels.attention.title", path: "/attention", icon: CircleAlertIcon },
      permission: "parcels.read",
      count: {
        Number: AttentionCount,
        read: (trpc, client) => [client.prefetchQuery(trpc.parcels.attention.queryOptions())],
      },
    },
  ],
  commands: [
    { order: 10, label: "parcels.new", path: "/parcels/new", icon: PackagePlusIcon, permission: "parcels.create" },
    { order: 50, label: "parcels.import", path: "/parcels/import", icon: FileUpIcon, permission: "parcels.import" },
  ],
  entities: { parcel: { page: "/parcels" } },
  dashboard: {
    Action: NewParcel,
    cards: [
      {
        ...{ order: 10, permission: "parcels.read", wide: true, Card: ParcelCounts },
        read: (url, trpc, client) => [client.prefetchQuery(trpc.parcels.figures.queryOptions(figuresInput(url)))],
      },
      // They show the same figures.
      { order: 20, permission: "parcels.read", wide: true, Card: ParcelDays, read: () => [] },
      { order: 24, permission: "parcels.read", Card: ParcelTimes, read: () => [] },
      { order: 26, permission: "parcels.read", Card: ParcelCarriers, read: () => [] },
      {
        ...{ order: 30, permission: "parcels.read", Card: LatestParcels },
        read: (_url, trpc, client) => [client.prefetchQuery(trpc.parcels.list.queryOptions(latestInput))],
      },
    ],
    filters: [{ order: 10, permission: "parcels.read", Filter: TagFilter }],
  },
  panels: [
    {
      entity: "place",
      permission: "parcels.read",
      Panel: ParcelsOfPlace,
      read: (id, trpc, client) => [client.prefetchQuery(trpc.parcels.list.queryOptions(ofPlaceInput(id)))],
    },
  ],
  scan: {
    order: 10,
    entity: "parcel",
    permission: "parcels.read",
    find: (trpc, client, code) => client.fetchQuery(trpc.parcels.byCode.queryOptions({ code }, scanOnce)),
  },
  jobs: {
    "parcels.dispatchMany": DispatchBatch,
    "parcels.packMany": PackingBatch,
  },
});
