"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Actions } from "@/components/ui/dialog.tsx";
import { Skeleton } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useZodForm } from "@/forms/use-zod-form.ts";
import { useTRPC } from "@/trpc/client.tsx";
import { type Place, usePlaceUpdate } from "./place-form.tsx";

/** Completes an address where it is needed: street and postcode, without the rest of the place. */
export function CompleteAddress({
  placeId,
  onCancel,
  onSaved,
}: {
  placeId: string;
  onCancel: () => void;
  onSaved: () => void;
}) {
  const { data: place } = useQuery(useTRPC().places.byId.queryOptions({ id: placeId }));
  // The open values stay; the server reports concurrent changes.
  const [opened, setOpened] = useState<Place>();
  if (place && !opened) setOpened(place);
  if (!opened) return <Skeleton className="h-28" />;
  return <AddressForm place={opened} onCancel={onCancel} onSaved={onSaved} />;
}

function AddressForm({ place, onCancel, onSaved }: { place: Place; onCancel: () => void; onSaved: () => void }) {
  const t = useTranslations("places");
  const common = useTranslations("common");
  const form = useZodForm({
    ...usePlaceUpdate(place, t("completion.saved", { name: place.name }), onSaved),
    filled: ["id", "version", "name", "country", "city", "line2", "latitude", "longitude"],
    above: ["code"],
  });
  return (
    <Form
      form={form}
      inputs={{
        line1: (field) => (
          <TextField field={field} label={t("fields.line1")} autoComplete="off" autoFocus className="sm:col-span-4" />
        ),
        postcode: (field) => (
          <TextField field={field} label={t("fields.postcode")} autoComplete="off" className="sm:col-span-2" />
        ),
      }}
    >
      <Actions>
        <Button size="sm" onClick={onCancel}>
          {common("cancel")}
        </Button>
        <SubmitButton size="sm" pending={form.pending}>
          {t("completion.save")}
        </SubmitButton>
      </Actions>
    </Form>
  );
}
