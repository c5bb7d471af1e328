"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Actions } from "@/components/ui/dialog.tsx";
import { Skeleton } from "@/components/ui/surface.tsx";
import { Form, SubmitButton, TextField } from "@/forms/fields.tsx";
import { useTRPC } from "@/trpc/client.tsx";
import { type Place, usePlaceForm } from "./place-form.tsx";

/** Completes an address where it is needed: street and postcode, without the rest of the place. */
export function MendAddress({
  placeId,
  onCancel,
  onMended,
}: {
  placeId: string;
  onCancel: () => void;
  onMended: () => void;
}) {
  const { data: place } = useQuery(useTRPC().places.byId.queryOptions({ id: placeId }));
  // What is open stays as it was opened: the server says so where somebody changed it meanwhile.
  const [opened, setOpened] = useState<Place>();
  if (place && !opened) setOpened(place);
  if (!opened) return <Skeleton className="h-28" />;
  return <AddressForm place={opened} onCancel={onCancel} onMended={onMended} />;
}

function AddressForm({ place, onCancel, onMended }: { place: Place; onCancel: () => void; onMended: () => void }) {
  const form = usePlaceForm(place, `The address of ${place.name} is complete`, onMended);
  return (
    <Form form={form}>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-[3fr_1fr]">
        <TextField form={form} name="line1" label="Street and number" autoComplete="off" autoFocus />
        <TextField form={form} name="postcode" label="Postcode" autoComplete="off" />
      </div>
      <Actions>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <SubmitButton size="sm" pending={form.pending}>
          Save the address
        </SubmitButton>
      </Actions>
    </Form>
  );
}
