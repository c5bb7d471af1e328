"use client";

import { lazy } from "react";

export const AttentionCount = lazy(() =>
  import("./attention-count.tsx").then((file) => ({ default: file.AttentionCount })),
);
export const NewParcel = lazy(() => import("./dashboard/index.ts").then((file) => ({ default: file.NewParcel })));
export const ParcelCounts = lazy(() => import("./dashboard/index.ts").then((file) => ({ default: file.ParcelCounts })));
export const ParcelDays = lazy(() => import("./dashboard/index.ts").then((file) => ({ default: file.ParcelDays })));
export const ParcelTimes = lazy(() => import("./dashboard/index.ts").then((file) => ({ default: file.ParcelTimes })));
export const ParcelCarriers = lazy(() =>
  import("./dashboard/index.ts").then((file) => ({ default: file.ParcelCarriers })),
);
export const TagFilter = lazy(() => import("./dashboard/index.ts").then((file) => ({ default: file.TagFilter })));
export const LatestParcels = lazy(() =>
  import("./dashboard/index.ts").then((file) => ({ default: file.LatestParcels })),
);
export const ParcelsOfPlace = lazy(() =>
  import("./parcels-of-place.tsx").then((file) => ({ default: file.ParcelsOfPlace })),
);
export const DispatchBatch = lazy(() => import("./batch-panel.tsx").then((file) => ({ default: file.DispatchBatch })));
export const PackingBatch = lazy(() => import("./batch-panel.tsx").then((file) => ({ default: file.PackingBatch })));
export const CorrectAddress = lazy(() =>
  import("./correct-address.tsx").then((file) => ({ default: file.CorrectAddress })),
);
export const EditParcelForm = lazy(() =>
  import("./parcel-form.tsx").then((file) => ({ default: file.EditParcelForm })),
);
export const DispatchDialog = lazy(() =>
  import("./dispatch-dialog.tsx").then((file) => ({ default: file.DispatchDialog })),
);
