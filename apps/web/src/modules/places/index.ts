import { FileUpIcon, MapPinIcon, MapPinPlusIcon } from "lucide-react";
import { defineWebModule } from "@/manifests/web-module.ts";
import { placeUrlKeys } from "./query-inputs.ts";

/** Places: the addresses that parcels go to. */
export const placesModule = defineWebModule({
  name: "places",
  about: "places.about",
  navigation: [
    {
      ...{ group: "desk", order: 40, label: "places.title", path: "/places", icon: MapPinIcon },
      permission: "places.read",
      list: { name: "places", urlKeys: placeUrlKeys },
    },
  ],
  commands: [
    { order: 30, label: "places.new", path: "/places/new", icon: MapPinPlusIcon, permission: "places.create" },
    { order: 70, label: "places.import", path: "/places/import", icon: FileUpIcon, permission: "places.import" },
  ],
  entities: { place: { page: "/places" } },
});
