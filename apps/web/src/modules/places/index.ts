import { MapPinIcon } from "lucide-react";
import { defineWebModule } from "@/lib/web-module.ts";

/** Where things go to. */
export const placesModule = defineWebModule({
  name: "places",
  about: "The addresses that parcels go to.",
  navigation: [
    { group: "Desk", order: 40, label: "Places", path: "/places", icon: MapPinIcon, permission: "places.read" },
  ],
  entities: { place: { page: "/places" } },
});
