"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog.tsx";
import { invalidateEntity } from "@/live/invalidate.ts";
import { EditPlaceForm } from "@/modules/places/parts.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** The form of the place in a dialog. */
export function CorrectAddress({ placeId, onClose }: { placeId: string; onClose: () => void }) {
  const t = useTranslations("parcels.recipient");
  const { data: place } = useQuery(useTRPC().places.byId.queryOptions({ id: placeId }));
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState<typeof place>();
  if (place && !opened) setOpened(place);
  return (
    <Dialog open onOpenChange={onClose} title={t("correction")} description={t("correctionAbout")}>
      {opened && place && (
        <EditPlaceForm
          place={opened}
          now={place}
          onDone={() => {
            onClose();
            void invalidateEntity(queryClient, "parcel");
          }}
        />
      )}
    </Dialog>
  );
}
