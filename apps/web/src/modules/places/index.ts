import { FileUpIcon, MapPinIcon, MapPinPlusIcon } from "lucide-react";
import { defineWebModule } from "@/lib/web-module.ts";

/** Where things go to. */
export const placesModule = defineWebModule({
  name: "places",
  about: "The addresses that parcels go to.",
  navigation: [
    { group: "Desk", order: 40, label: "Places", path: "/places", icon: MapPinIcon, permission: "places.read" },
  ],
  commands: [
    { order: 30, label: "New place", path: "/places/new", icon: MapPinPlusIcon, permission: "places.create" },
    { order: 70, label: "Import places", path: "/places/import", icon: FileUpIcon, permission: "places.import" },
  ],
  entities: { place: { page: "/places" } },
});
